using System.Buffers;
using System.Text;
using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.PreTokenizers;

/// <summary>GPT-2's split, after which each UTF-8 byte is written as one printable character.</summary>
sealed class ByteLevelPreTokenizer(bool addPrefixSpace, bool split) : PreTokenizer
{
    const int SmallPiece = 128;

    static readonly char[] Symbols = MakeSymbols();

    /// <inheritdoc/>
    public override string Name => "ByteLevel";

    /// <inheritdoc/>
    public override bool BreaksAtSpaces => split;

    /// <summary>Gets the character that stands for a byte.</summary>
    public static char Symbol(byte value) => Symbols[value];

    /// <inheritdoc/>
    public override bool Split(ReadOnlySpan<char> text, int originUnits, PieceFlow flow, int next)
    {
        if (!addPrefixSpace || text[0] == ' ')
            return SplitPrefixed(text, originUnits, flow, next);

        char[] rented = ArrayPool<char>.Shared.Rent(text.Length + 1);
        try
        {
            rented[0] = ' ';
            text.CopyTo(rented.AsSpan(1));
            return SplitPrefixed(rented.AsSpan(0, text.Length + 1), originUnits == 0 ? 0 : originUnits + 1, flow, next);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    bool SplitPrefixed(ReadOnlySpan<char> text, int originUnits, PieceFlow flow, int next)
    {
        if (!split)
            return PassBytes(text, originUnits, flow, next);

        for (int start = 0; start < text.Length;)
        {
            int end = Gpt2Pattern.End(text, start);
            if (!PassBytes(text[start..end], Math.Max(0, Math.Min(originUnits, end) - start), flow, next))
                return false;
            start = end;
        }

        return true;
    }

    static bool PassBytes(ReadOnlySpan<char> piece, int originUnits, PieceFlow flow, int next)
    {
        int most = 3 * piece.Length;
        if (most <= 3 * SmallPiece)
        {
            Span<char> small = stackalloc char[3 * SmallPiece];
            int count = Map(piece, small);
            return flow.Pass(small[..count], originUnits == 0 ? 0 : Map(piece[..originUnits], new char[3 * originUnits]), next);
        }

        char[] rented = ArrayPool<char>.Shared.Rent(most);
        try
        {
            int count = Map(piece, rented);
            return flow.Pass(rented.AsSpan(0, count), Math.Min(originUnits, count), next);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    static int Map(ReadOnlySpan<char> piece, Span<char> output)
    {
        int count = 0;
        Span<byte> bytes = stackalloc byte[4];
        for (int i = 0; i < piece.Length;)
        {
            int codePoint = CodePoint.At(piece, i, out int units);
            i += units;
            if (codePoint < 128)
            {
                output[count++] = Symbols[codePoint];
                continue;
            }

            int length = new Rune(codePoint).EncodeToUtf8(bytes);
            for (int b = 0; b < length; b++)
                output[count++] = Symbols[bytes[b]];
        }

        return count;
    }

    // Bytes that print in Latin-1 stand for themselves; the others take the characters from U+0100 on, in order.
    static char[] MakeSymbols()
    {
        char[] symbols = new char[256];
        char free = '\u0100';
        for (int value = 0; value < 256; value++)
            symbols[value] = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE ? (char)value : free++;
        return symbols;
    }
}

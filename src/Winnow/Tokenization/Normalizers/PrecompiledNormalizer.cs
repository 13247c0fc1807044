using System.Globalization;
using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Normalizers;

/// <summary>SentencePiece's compiled character map: a double-array trie from UTF-8 to replacements.</summary>
/// <remarks>
/// Grapheme clusters of fewer than six bytes are looked up whole, then code points. A look-up takes the shortest prefix that the trie knows
/// and replaces the whole of what was looked up: odd, but what models were trained with.
/// </remarks>
sealed class PrecompiledNormalizer : Normalizer
{
    const int LongestWholeCluster = 5;

    readonly CharacterMap _map;
    readonly bool[] _plain = new bool[128];

    /// <summary>Creates the step for a map.</summary>
    public PrecompiledNormalizer(CharacterMap map)
    {
        _map = map;
        AllowsCuts = true;
        for (int c = 0; c < 128; c++)
        {
            _plain[c] = c is >= ' ' and <= '~' && !map.TryFind([(byte)c], out _);
            AllowsCuts &= _plain[c] || !CutCharacters.Values.Contains((char)c);
        }
    }

    /// <inheritdoc/>
    public override string Name => "Precompiled";

    /// <summary>Gets whether the map leaves the characters around a cut alone.</summary>
    public override bool AllowsCuts { get; }

    /// <inheritdoc/>
    protected override void Transform(ReadOnlySpan<char> text, TextBuffer output)
    {
        while (!text.IsEmpty)
        {
            // A plain character may still be the head of a cluster when what follows it is not plain.
            int plain = CountPlain(text);
            int whole = plain == text.Length ? plain : Math.Max(0, plain - 1);
            output.Append(text[..whole]);
            text = text[whole..];
            if (text.IsEmpty)
                return;

            int length = StringInfo.GetNextTextElementLength(text);
            AppendCluster(text[..length], output);
            text = text[length..];
        }
    }

    int CountPlain(ReadOnlySpan<char> text)
    {
        int i = 0;
        while (i < text.Length && text[i] < 128 && _plain[text[i]])
            i++;
        return i;
    }

    void AppendCluster(ReadOnlySpan<char> cluster, TextBuffer output)
    {
        Span<byte> bytes = stackalloc byte[3 * LongestWholeCluster];
        if (cluster.Length <= LongestWholeCluster)
        {
            int count = System.Text.Encoding.UTF8.GetBytes(cluster, bytes);
            if (count <= LongestWholeCluster && _map.TryFind(bytes[..count], out var replacement))
            {
                AppendUtf8(replacement, output);
                return;
            }
        }

        for (int i = 0; i < cluster.Length;)
        {
            _ = CodePoint.At(cluster, i, out int units);
            var part = cluster.Slice(i, units);
            int count = System.Text.Encoding.UTF8.GetBytes(part, bytes);
            if (_map.TryFind(bytes[..count], out var replacement))
                AppendUtf8(replacement, output);
            else
                output.Append(part);
            i += units;
        }
    }

    static void AppendUtf8(ReadOnlySpan<byte> utf8, TextBuffer output)
    {
        int before = output.Length;
        output.Length = before + System.Text.Encoding.UTF8.GetChars(utf8, output.Reserve(utf8.Length));
    }
}

using System.Buffers;

namespace Winnow.Tokenization.PreTokenizers;

/// <summary>SentencePiece's words: spaces become a visible character, with which each word begins.</summary>
sealed class MetaspacePreTokenizer(string replacement, MetaspacePrepend prepend, bool split) : PreTokenizer
{
    /// <inheritdoc/>
    public override string Name => "Metaspace";

    /// <inheritdoc/>
    public override bool BreaksAtSpaces => split;

    /// <inheritdoc/>
    public override bool Split(ReadOnlySpan<char> text, int originUnits, PieceFlow flow, int next)
    {
        bool starts = text[0] == ' ' || text.StartsWith(replacement, StringComparison.Ordinal);
        bool prepends = !starts && (prepend == MetaspacePrepend.Always || (prepend == MetaspacePrepend.First && originUnits > 0));
        int units = replacement.Length;
        int length = (prepends ? units : 0) + text.Length + (units > 1 ? text.Count(' ') * (units - 1) : 0);
        char[] rented = ArrayPool<char>.Shared.Rent(length);
        try
        {
            var target = rented.AsSpan(0, length);
            Write(text, prepends, target);
            if (prepends && originUnits > 0)
                originUnits += units;
            return split ? SplitWords(target, originUnits, flow, next) : flow.Pass(target, originUnits, next);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    void Write(ReadOnlySpan<char> text, bool prepends, Span<char> target)
    {
        int at = 0;
        if (prepends)
        {
            replacement.CopyTo(target);
            at = replacement.Length;
        }

        if (replacement.Length == 1)
        {
            text.CopyTo(target[at..]);
            target[at..].Replace(' ', replacement[0]);
            return;
        }

        foreach (char unit in text)
        {
            if (unit != ' ')
            {
                target[at++] = unit;
                continue;
            }

            replacement.CopyTo(target[at..]);
            at += replacement.Length;
        }
    }

    bool SplitWords(ReadOnlySpan<char> text, int originUnits, PieceFlow flow, int next)
    {
        for (int start = 0; start < text.Length;)
        {
            // A replacement joins the text after it; each of several in a row is a piece of its own, except the last.
            bool marked = text[start..].StartsWith(replacement, StringComparison.Ordinal);
            int from = start + (marked ? replacement.Length : 0);
            int found = text[from..].IndexOf(replacement, StringComparison.Ordinal);
            int end = found < 0 ? text.Length : from + found;
            if (!flow.Pass(text, start, end, originUnits, next))
                return false;
            start = end;
        }

        return true;
    }
}

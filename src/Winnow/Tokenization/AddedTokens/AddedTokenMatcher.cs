using System.Buffers;
using Winnow.Tokenization.Models;
using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.AddedTokens;

/// <summary>Finds added tokens: the leftmost, of several that begin there the longest, and on from its end.</summary>
sealed class AddedTokenMatcher
{
    readonly AddedToken[] _tokens;
    readonly PieceTrie _trie;
    readonly SearchValues<char> _firsts;

    /// <summary>Creates a matcher. The contents are not empty and differ from each other.</summary>
    public AddedTokenMatcher(AddedToken[] tokens)
    {
        _tokens = tokens;
        _trie = new PieceTrie(0);
        char[] firsts = new char[tokens.Length];
        for (int i = 0; i < tokens.Length; i++)
        {
            firsts[i] = tokens[i].Content[0];
            _trie.Add(tokens[i].Content, i);
            AllowsCuts &= !tokens[i].StripRight && !HasWhitespace(tokens[i].Content);
        }

        _firsts = SearchValues.Create(firsts);
    }

    /// <summary>Gets whether there is nothing to look for.</summary>
    public bool IsEmpty => _tokens.Length == 0;

    /// <summary>Gets whether no match can reach over a cut of a long text.</summary>
    public bool AllowsCuts { get; } = true;

    /// <summary>Finds the next match.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where to go on searching: at first 0, then what the last call gave back.</param>
    /// <param name="taken">The end of what earlier matches took, stripped white space included.</param>
    /// <param name="match">The match.</param>
    /// <returns>Where to go on searching, or -1 where there is no match.</returns>
    public int Next(ReadOnlySpan<char> text, int from, int taken, out AddedTokenMatch match)
    {
        for (int at = from; at < text.Length;)
        {
            int first = text[at..].IndexOfAny(_firsts);
            if (first < 0)
                break;
            at += first;
            var token = LongestAt(text, at);
            if (token is null)
            {
                at++;
                continue;
            }

            int end = at + token.Content.Length;
            if (token.SingleWord && !IsSingleWord(text, at, end))
            {
                at = end;
                continue;
            }

            match = Strip(text, token, at, end, taken);
            return end;
        }

        match = default;
        return -1;
    }

    AddedToken? LongestAt(ReadOnlySpan<char> text, int at)
    {
        AddedToken? longest = null;
        int node = PieceTrie.Root;
        for (int i = at; i < text.Length; i++)
        {
            node = _trie.Step(node, text[i]);
            if (node < 0)
                break;
            if (_trie.IdAt(node) is >= 0 and int index)
                longest = _tokens[index];
        }

        return longest;
    }

    static bool IsSingleWord(ReadOnlySpan<char> text, int start, int end) =>
        (start == 0 || !CodePoint.IsWord(CodePoint.Before(text, start))) &&
        (end == text.Length || !CodePoint.IsWord(CodePoint.At(text, end, out _)));

    static AddedTokenMatch Strip(ReadOnlySpan<char> text, AddedToken token, int start, int end, int taken)
    {
        if (token.StripLeft)
        {
            while (start > taken && char.IsWhiteSpace(text[start - 1]))
                start--;
        }

        if (token.StripRight)
        {
            while (end < text.Length && char.IsWhiteSpace(text[end]))
                end++;
        }

        return new AddedTokenMatch(start, end, token.Id);
    }

    static bool HasWhitespace(string text)
    {
        foreach (char unit in text)
        {
            if (char.IsWhiteSpace(unit))
                return true;
        }

        return false;
    }
}

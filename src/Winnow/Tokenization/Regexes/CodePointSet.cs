using System.Globalization;
using System.Text;

namespace Winnow.Tokenization.Regexes;

/// <summary>A set of code points and how it is written for .NET's engine, which knows only UTF-16 units.</summary>
sealed class CodePointSet
{
    const int End = 0x110000;

    readonly bool[] _members = new bool[End];

    /// <summary>Adds a range, both ends included.</summary>
    public void AddRange(int first, int last) => _members.AsSpan(first, last - first + 1).Fill(true);

    /// <summary>Adds the code points of a property.</summary>
    public void AddWhere(Func<int, bool> property, bool negated)
    {
        for (int c = 0; c < End; c++)
            _members[c] |= property(c) != negated;
    }

    /// <summary>Adds another set, or all that is not in it.</summary>
    public void Add(CodePointSet other, bool negated)
    {
        for (int c = 0; c < End; c++)
            _members[c] |= other._members[c] != negated;
    }

    /// <summary>Whether upper and lower case of each member are members too, so that the set means the same without regard to case.</summary>
    public bool IgnoresCase()
    {
        for (int c = 0; c < End; c++)
        {
            if (!_members[c] || !Rune.IsValid(c))
                continue;
            var rune = new Rune(c);
            if (!_members[Rune.ToLowerInvariant(rune).Value] || !_members[Rune.ToUpperInvariant(rune).Value])
                return false;
        }

        return true;
    }

    /// <summary>Writes the set.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="basicOnly">Whether supplementary code points may be left out.</param>
    public void WriteTo(StringBuilder output, bool basicOnly)
    {
        var alternatives = new List<string>();
        string basic = WriteClass(0, 0xFFFF, c => c);
        if (basic.Length > 0)
            alternatives.Add(basic);
        if (!basicOnly)
            AddSupplementary(alternatives);

        // An empty set matches nothing.
        if (alternatives.Count == 0)
            alternatives.Add("(?!)");
        output.Append(alternatives.Count == 1 ? alternatives[0] : $"(?:{string.Join('|', alternatives)})");
    }

    // Neighbouring high surrogates that take the same low ones share an alternative.
    void AddSupplementary(List<string> alternatives)
    {
        string previous = "";
        int first = 0;
        for (int high = 0xD800; high <= 0xDC00; high++)
        {
            int block = (high - 0xD7C0) << 10;
            string low = high == 0xDC00 ? "" : WriteClass(block, block + 0x3FF, c => 0xDC00 + (c & 0x3FF));
            if (low == previous)
                continue;
            if (previous.Length > 0)
                alternatives.Add(string.Create(CultureInfo.InvariantCulture, $"[\\u{first:X4}-\\u{high - 1:X4}]{previous}"));
            (previous, first) = (low, high);
        }
    }

    string WriteClass(int from, int to, Func<int, int> unitOf)
    {
        var output = new StringBuilder();
        for (int c = from; c <= to; c++)
        {
            if (!Has(c))
                continue;
            int last = c;
            while (last < to && Has(last + 1))
                last++;
            output.Append(CultureInfo.InvariantCulture, $"\\u{unitOf(c):X4}");
            if (last > c)
                output.Append(CultureInfo.InvariantCulture, $"-\\u{unitOf(last):X4}");
            c = last;
        }

        return output.Length == 0 ? "" : $"[{output}]";
    }

    // Surrogates are no characters of their own: well-formed text has them only in pairs.
    bool Has(int codePoint) => _members[codePoint] && codePoint is (< 0xD800 or > 0xDFFF);
}

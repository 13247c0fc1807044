using System.Globalization;
using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Regexes;

/// <summary>Reads bracketed sets and escapes.</summary>
static class ClassReader
{
    const int DeepestNesting = 16;

    /// <summary>Reads a set whose opening bracket has been read.</summary>
    public static CodePointSet Read(PatternReader pattern) => Read(pattern, 1);

    /// <summary>Reads an escape whose backslash has been read.</summary>
    /// <returns>The code point that it stands for; -1 where it stands for a set, which is then added.</returns>
    public static int ReadEscape(PatternReader pattern, CodePointSet set)
    {
        int c = pattern.Take();
        switch (c)
        {
            case 's' or 'S':
                set.AddWhere(CodePoint.IsWhitespace, c == 'S');
                return -1;
            case 'd' or 'D':
                set.AddWhere(UnicodeProperty.Find("nd")!, c == 'D');
                return -1;
            case 'w' or 'W':
                set.AddWhere(IsWord, c == 'W');
                return -1;
            case 'p' or 'P':
                Property(pattern, set, c == 'P');
                return -1;
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 'f':
                return '\f';
            case 'v':
                return '\v';
            case 'x':
                return Hex(pattern.TryTake("{") ? pattern.TakeUntil('}') : TakeDigits(pattern, 2));
            case 'u':
                return Hex(TakeDigits(pattern, 4));
            default:
                if (c > 127 || char.IsAsciiLetterOrDigit((char)c))
                    throw new RegexSyntaxException($"has the escape \\{char.ConvertFromUtf32(c)}, which is not supported");
                return c;
        }
    }

    // Unlike the step Whitespace Oniguruma counts Latin-1's raised digits and fractions and does not count the two joiners.
    static bool IsWord(int c) => (CodePoint.IsWord(c) && c is not (0x200C or 0x200D)) || c is 0xB2 or 0xB3 or 0xB9 or (>= 0xBC and <= 0xBE);

    static CodePointSet Read(PatternReader pattern, int depth)
    {
        if (depth > DeepestNesting)
            throw new RegexSyntaxException($"nests deeper than {DeepestNesting} sets");
        bool negated = pattern.TryTake("^");
        var members = new CodePointSet();
        bool empty = true;
        while (!pattern.TryTake("]") || empty)
        {
            if (empty && pattern.LastTaken == "]")
                throw new RegexSyntaxException("has an empty set");
            empty = false;
            Member(pattern, members, depth);
        }

        if (!negated)
            return members;
        var others = new CodePointSet();
        others.Add(members, negated: true);
        return others;
    }

    static void Member(PatternReader pattern, CodePointSet members, int depth)
    {
        if (pattern.TryTake("&&"))
            throw new RegexSyntaxException("has an intersection of sets (&&), which is not supported");
        if (pattern.TryTake("[:"))
            throw new RegexSyntaxException("has a POSIX set such as [:alpha:], which is not supported; write \\p{L} and the like");
        if (pattern.TryTake("["))
        {
            members.Add(Read(pattern, depth + 1), negated: false);
            return;
        }

        int first = One(pattern, members);
        if (first < 0)
            return;
        if (!pattern.TryTake("-"))
        {
            members.AddRange(first, first);
            return;
        }

        // A minus at the end of a set is a character.
        if (!pattern.AtEnd && pattern.Peek == ']')
        {
            members.AddRange(first, first);
            members.AddRange('-', '-');
            return;
        }

        int last = pattern.AtEnd || pattern.Peek == '[' ? -1 : One(pattern, members);
        if (last < first)
            throw new RegexSyntaxException("has a range in a set whose ends do not fit");
        members.AddRange(first, last);
    }

    static int One(PatternReader pattern, CodePointSet members)
    {
        int c = pattern.Take();
        return c == '\\' ? ReadEscape(pattern, members) : c;
    }

    static void Property(PatternReader pattern, CodePointSet set, bool negated)
    {
        if (!pattern.TryTake("{"))
            throw new RegexSyntaxException("has a \\p without braces");
        negated ^= pattern.TryTake("^");
        string name = pattern.TakeUntil('}');
        var property = UnicodeProperty.Find(name)
            ?? throw new RegexSyntaxException($"names the property \"{name}\"; only general categories such as \\p{{L}} are supported");
        set.AddWhere(property, negated);
    }

    static string TakeDigits(PatternReader pattern, int count)
    {
        string digits = "";
        while (digits.Length < count && !pattern.AtEnd && pattern.Peek < 128 && char.IsAsciiHexDigit((char)pattern.Peek))
            digits += (char)pattern.Take();
        return digits;
    }

    static int Hex(string digits) =>
        digits.Length is > 0 and <= 6 && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) && System.Text.Rune.IsValid(value)
            ? value
            : throw new RegexSyntaxException("has an escape for a code point that does not exist");
}

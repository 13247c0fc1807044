namespace Winnow.Evaluation.Trec;

/// <summary>Compares texts by their UTF-8 bytes, as C's <c>strcmp</c> does, without encoding them.</summary>
/// <remarks>
/// The order of UTF-8 bytes is that of code points. UTF-16 differs from it in one place: surrogates (D800 to DFFF), which stand for code points from 10000 on, come before the
/// characters E000 to FFFF.
/// </remarks>
static class Utf8Order
{
    /// <summary>Compares two texts: negative where the first comes before, 0 where they are equal.</summary>
    public static int Compare(string a, string b)
    {
        int same = a.AsSpan().CommonPrefixLength(b);
        if (same == a.Length || same == b.Length)
            return a.Length.CompareTo(b.Length);
        return Key(a[same]).CompareTo(Key(b[same]));
    }

    // Only the first units that differ are looked at; after a common high surrogate both are low ones, whose order is right.
    static int Key(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}

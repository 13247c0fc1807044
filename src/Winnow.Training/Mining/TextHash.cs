namespace Winnow.Training.Mining;

/// <summary>Hashes of texts that are the same in every process and on every machine, unlike <see cref="string.GetHashCode()"/>.</summary>
/// <remarks>FNV-1a over 16-bit units (Fowler, Noll, Vo), and the finalizer of SplitMix64 to mix hashes. Not for secrets.</remarks>
static class TextHash
{
    /// <summary>The hash of nothing.</summary>
    public const ulong Start = 0xcbf29ce484222325;

    /// <summary>Hashes a text.</summary>
    public static ulong Of(string text)
    {
        ulong hash = Start;
        foreach (char c in text)
            hash = Add(hash, c);
        return hash;
    }

    /// <summary>Adds a character.</summary>
    public static ulong Add(ulong hash, char c) => (hash ^ c) * 0x100000001b3;

    /// <summary>Adds a hash or a number, of which all bits count for all bits of the result.</summary>
    public static ulong Mix(ulong hash, ulong value)
    {
        ulong z = (hash * 31) ^ value;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Winnow.Training.Data;

/// <summary>Candidates of many queries as a few long arrays, the form in which they lie in memory and on disk.</summary>
sealed class CandidateColumns
{
    /// <summary>Gets where each query's candidates start, and at the end the number of all.</summary>
    public required int[] Offsets { get; init; }

    /// <summary>Gets the candidates' positions in the texts.</summary>
    public required int[] Documents { get; init; }

    /// <summary>Gets how each came in.</summary>
    public required byte[] Origins { get; init; }

    /// <summary>Gets the teachers' scores, or null without labels.</summary>
    public float[]? Scores { get; init; }

    /// <summary>Gets the judgements, or null without labels.</summary>
    public byte[]? Relevance { get; init; }

    /// <summary>Gets the fingerprint of the texts.</summary>
    public required string Texts { get; init; }

    /// <summary>Gets how the columns were made.</summary>
    public required SortedDictionary<string, string> Made { get; init; }

    /// <summary>Gets the number of queries.</summary>
    public int Count => Offsets.Length - 1;

    /// <summary>Gets a query's part of a column.</summary>
    public ReadOnlySpan<T> Slice<T>(T[] column, int query)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)query, (uint)Count, nameof(query));
        return column.AsSpan(Offsets[query]..Offsets[query + 1]);
    }

    /// <summary>Gets a fingerprint of texts and candidates.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(Texts));
        hash.AppendData(MemoryMarshal.AsBytes<int>(Offsets));
        hash.AppendData(MemoryMarshal.AsBytes<int>(Documents));
        hash.AppendData(Origins);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

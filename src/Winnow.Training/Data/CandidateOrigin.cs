namespace Winnow.Training.Data;

/// <summary>Says how a document came into a query's list of candidates: bits of one byte, of which several may be set.</summary>
public static class CandidateOrigin
{
    /// <summary>The document answers the query.</summary>
    public const byte Positive = 1;

    /// <summary>BM25 found it.</summary>
    public const byte Bm25 = 2;

    /// <summary>It was drawn from the middle ranks, by every first stage that chose it. Without this bit one of them has it among its best.</summary>
    public const byte Middle = 4;

    /// <summary>The most embedders that there are bits for.</summary>
    public const int MostEmbedders = 5;

    /// <summary>Gets the bit of an embedder that found the document.</summary>
    /// <param name="embedder">The embedder's position among those that mined, 0 to 4.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no bit for it.</exception>
    public static byte Embedder(int embedder)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)embedder, (uint)MostEmbedders, nameof(embedder));
        return (byte)(8 << embedder);
    }
}

namespace Winnow;

/// <summary>A document as the lower layers of a model with an interaction head leave it, before any query is known: what is left for a query is the upper layers alone.</summary>
/// <remarks>
/// <para>
/// Made by <see cref="Reranker.PrepareDocuments"/>, scored by <see cref="Reranker.Score(string, IReadOnlyList{PreparedDocument}, int?, IProgress{int}?, CancellationToken)"/>, which
/// gives the same bits as scoring the text. It holds a row of float32 for each token, as wide as the model: a smaller type would round, and give other scores. Beside the rows are the tokens' ids,
/// for heads that count exact matches.
/// </para>
/// <para>It does not hold the text, though the ids say most of it. Immutable; safe for concurrent use. It needs no disposal, and outlives the reranker that made it.</para>
/// </remarks>
public sealed class PreparedDocument
{
    internal PreparedDocument(int[] ids, float[] states, string fingerprint)
    {
        Ids = ids;
        States = states;
        Fingerprint = fingerprint;
    }

    /// <summary>Gets the number of tokens, prompt and special tokens included.</summary>
    public int TokenCount => Ids.Length;

    /// <summary>Gets the bytes that it takes in memory and in a file: 4 for each token and element of the model's width, and 4 for each token's id.</summary>
    public long SizeInBytes => ((long)States.Length + Ids.Length) * sizeof(float);

    /// <summary>Gets what tells the reranker that made it from those whose scores would differ: the model's files, its arithmetic and the processor's kernel.</summary>
    public string Fingerprint { get; }

    /// <summary>Gets the token ids, prompt and special tokens included.</summary>
    internal int[] Ids { get; }

    /// <summary>Gets the input of the first open layer, a row a token.</summary>
    internal float[] States { get; }
}

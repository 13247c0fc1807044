using Winnow.Evaluation.FirstStage;
using Winnow.Training.Data;

namespace Winnow.Training.Mining;

/// <summary>Why a document is not used as a negative.</summary>
enum NegativeFault
{
    /// <summary>Nothing speaks against it.</summary>
    None,

    /// <summary>It is a positive of the query in nearly the same words.</summary>
    NearDuplicate,

    /// <summary>An embedder finds it so near that it probably answers the query.</summary>
    LikelyPositive,
}

/// <summary>Finds out which of the documents that a first stage found cannot be called wrong.</summary>
/// <remarks>Safe for concurrent use.</remarks>
/// <param name="texts">The texts.</param>
/// <param name="options">The bounds.</param>
/// <param name="queries">The first embedder's vectors of the queries that are mined, or null.</param>
/// <param name="documents">Its vectors of all documents, or null.</param>
sealed class NegativeFilter(TrainingTexts texts, MiningOptions options, float[][]? queries, float[][]? documents)
{
    readonly WordShingles _shingles = new(texts.Documents);

    /// <summary>Gets the embedder's score above which a document is a likely answer.</summary>
    /// <param name="mined">The query, counted among those that are mined.</param>
    /// <param name="positive">The query's own positive.</param>
    public float Bound(int mined, int positive)
    {
        if (options.RelativeMargin is not { } margin || queries is null)
            return float.PositiveInfinity;
        float score = DualEncoder.Dot(queries[mined], documents![positive]);
        return score - ((float)margin * Math.Abs(score));
    }

    /// <summary>Judges a document that is no positive of the query.</summary>
    /// <param name="mined">The query, counted among those that are mined.</param>
    /// <param name="bound">The query's <see cref="Bound"/>.</param>
    /// <param name="positives">The positives it is compared with.</param>
    /// <param name="document">The document.</param>
    public NegativeFault Judge(int mined, float bound, ReadOnlySpan<int> positives, int document)
    {
        foreach (int positive in positives)
        {
            if (_shingles.Similarity(positive, document, options.DuplicateSimilarity) > options.DuplicateSimilarity)
                return NegativeFault.NearDuplicate;
        }

        return bound < float.PositiveInfinity && DualEncoder.Dot(queries![mined], documents![document]) > bound ? NegativeFault.LikelyPositive : NegativeFault.None;
    }
}

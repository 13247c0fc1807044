namespace Winnow.Models.Attention;

/// <summary>Computes <c>context = softmax(scores) V</c> for pieces of a sequence, in the arithmetic that was chosen at load.</summary>
/// <remarks>
/// Pieces are cut at fixed positions of a sequence, so that a query's result does not depend on the batch or the threads. Safe for concurrent use; memory
/// that a piece needs is the worker's.
/// </remarks>
abstract class SelfAttention
{
    /// <summary>Queries in one piece of work: enough to make up for the laying out of keys and values.</summary>
    public const int QueryBlock = 256;

    /// <summary>Computes a piece.</summary>
    /// <param name="head">The piece.</param>
    /// <param name="positions">What positions do to the scores.</param>
    /// <param name="scratch">The worker's memory.</param>
    public abstract void Run(in AttentionHead head, PositionBias positions, AttentionScratch scratch);
}

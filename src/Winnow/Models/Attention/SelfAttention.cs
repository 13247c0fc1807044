namespace Winnow.Models.Attention;

/// <summary>Computes <c>context = softmax(scores) V</c> for pieces of a sequence, in the arithmetic that was chosen at load.</summary>
/// <remarks>
/// A query's result depends neither on the batch nor on the threads; how pieces are cut: <see cref="AttentionPieces"/>. Safe for concurrent use; memory that a piece needs is the worker's.
/// </remarks>
abstract class SelfAttention
{
    /// <summary>Computes a piece.</summary>
    /// <param name="head">The piece.</param>
    /// <param name="positions">What positions do to the scores.</param>
    /// <param name="scratch">The worker's memory.</param>
    public abstract void Run(in AttentionHead head, PositionBias positions, AttentionScratch scratch);
}

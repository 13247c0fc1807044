namespace Winnow.Evaluation.Speed.Reports;

/// <summary>The forward pass, from token ids to logits, on a packed batch of pairs of equal length.</summary>
/// <param name="Tokens">The tokens of a pair.</param>
/// <param name="Pairs">The pairs of a batch.</param>
/// <param name="PairsPerSecond">The median over runs.</param>
/// <param name="OperationsPerSecond">Products and sums of the linear layers and the attention, as the shape of the model demands them.</param>
/// <param name="ShareOfPeak">Those operations as a part of <see cref="Int8Peak.AllThreads"/>.</param>
public sealed record LengthSpeed(int Tokens, int Pairs, double PairsPerSecond, double OperationsPerSecond, double ShareOfPeak)
{
    /// <summary>Gets the tokens a second.</summary>
    public double TokensPerSecond => PairsPerSecond * Tokens;
}

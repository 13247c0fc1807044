namespace Winnow.Evaluation.Speed.Reports;

/// <summary>Two engines in alternating runs.</summary>
/// <param name="Tokens">The tokens of a pair, or null for mixed lengths.</param>
/// <param name="Pairs">The pairs that are scored at once.</param>
/// <param name="Winnow">The engine's pairs a second: the median over rounds.</param>
/// <param name="Rival">ONNX Runtime's pairs a second: the median over rounds.</param>
/// <param name="Ratio">How many times as fast the engine was, round by round.</param>
public sealed record RivalSpeed(int? Tokens, int Pairs, double Winnow, double Rival, RatioRange Ratio)
{
    /// <summary>Gets how many pairs ONNX Runtime got at a time, sorted by length and padded, or null where lengths are equal and all pairs are one batch.</summary>
    /// <value>The default is null.</value>
    public int? PaddedBatch { get; init; }
}

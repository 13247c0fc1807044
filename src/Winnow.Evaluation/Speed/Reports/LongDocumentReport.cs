namespace Winnow.Evaluation.Speed.Reports;

/// <summary>One long document in two engines, each in a fresh process that runs once.</summary>
/// <param name="Tokens">The tokens of the pair.</param>
/// <param name="Speed">Documents a second, or null where an engine failed.</param>
/// <param name="WinnowPeakBytes">The most memory of the engine's process, or null.</param>
/// <param name="RivalPeakBytes">The most memory of ONNX Runtime's process, or null.</param>
/// <param name="Failure">What failed, or null.</param>
public sealed record LongDocumentReport(int Tokens, RivalSpeed? Speed, long? WinnowPeakBytes, long? RivalPeakBytes, string? Failure)
{
    /// <summary>Creates a report without numbers.</summary>
    internal static LongDocumentReport Failed(int tokens, string failure) => new(tokens, null, null, null, failure);
}

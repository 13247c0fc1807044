namespace Winnow.Evaluation.Speed.Reports;

/// <summary>The engine beside ONNX Runtime, in alternating runs.</summary>
/// <param name="Version">ONNX Runtime's version.</param>
/// <param name="Precision">ONNX Runtime's arithmetic.</param>
/// <param name="Equal">Batches of pairs of equal length.</param>
/// <param name="Mixed">100 documents of mixed length: packed in the engine; sorted by length and padded in ONNX Runtime, in batches of several sizes.</param>
/// <param name="LongDocument">One long document.</param>
public sealed record RivalReport(
    string Version, Precision Precision, IReadOnlyList<RivalSpeed> Equal, IReadOnlyList<RivalSpeed> Mixed, LongDocumentReport LongDocument)
{
    /// <summary>Gets the lengths that ONNX Runtime has not enough memory for on this machine.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyList<int> LeftOut { get; init; } = [];
}

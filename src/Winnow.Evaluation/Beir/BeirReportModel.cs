namespace Winnow.Evaluation.Beir;

/// <summary>A model as a report describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Protocol">How it scored: kind of score, arithmetic and token limit.</param>
/// <param name="Fingerprint">A text that changes with every change of its scores.</param>
public sealed record BeirReportModel(string Name, string Protocol, string Fingerprint);

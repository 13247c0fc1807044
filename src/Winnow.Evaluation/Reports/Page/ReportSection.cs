namespace Winnow.Evaluation.Reports.Page;

/// <summary>A section of a page.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Blocks">What it holds, in order.</param>
sealed record ReportSection(string Title, IReadOnlyList<ReportBlock> Blocks);

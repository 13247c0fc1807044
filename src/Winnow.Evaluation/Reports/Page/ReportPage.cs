namespace Winnow.Evaluation.Reports.Page;

/// <summary>A page of results before it is written in one form or another. Texts are plain: whoever writes them escapes them.</summary>
/// <param name="Title">The title.</param>
/// <param name="Introduction">What stands below the title.</param>
/// <param name="Sections">The sections.</param>
sealed record ReportPage(string Title, string Introduction, IReadOnlyList<ReportSection> Sections);

using Winnow.Evaluation.Plots;

namespace Winnow.Evaluation.Reports.Page;

/// <summary>A part of a section.</summary>
abstract record ReportBlock;

/// <summary>A paragraph.</summary>
/// <param name="Text">What it says.</param>
sealed record TextBlock(string Text) : ReportBlock;

/// <summary>A list of sentences.</summary>
/// <param name="Items">The sentences.</param>
sealed record ListBlock(IReadOnlyList<string> Items) : ReportBlock;

/// <summary>A table.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Columns">The titles of its columns; the first <paramref name="TextColumns"/> hold words, the others numbers.</param>
/// <param name="TextColumns">The number of columns with words; the first cell of a row is its heading.</param>
/// <param name="Rows">The cells.</param>
sealed record TableBlock(string Caption, IReadOnlyList<string> Columns, int TextColumns, IReadOnlyList<IReadOnlyList<string>> Rows) : ReportBlock;

/// <summary>A picture.</summary>
/// <param name="Figure">The picture.</param>
sealed record FigureBlock(Figure Figure) : ReportBlock;

namespace Winnow.Evaluation.Speed.Reports;

/// <summary>A table of a report, before it is drawn in one form or another.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">The names of its columns.</param>
/// <param name="Rows">The cells of each row.</param>
public sealed record ReportTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Gets the values whose bars are drawn beside the rows where there is a terminal, one for each row.</summary>
    /// <value>The default is empty: no bars.</value>
    public IReadOnlyList<double> Bars { get; init; } = [];

    /// <summary>Gets what has to be known to read the table.</summary>
    /// <value>The default is empty.</value>
    public string Note { get; init; } = "";

    /// <summary>Gets whether a column holds numbers, which stand right. A table of two columns has names and values instead.</summary>
    public bool IsNumber(int column) => Columns.Count > 2 && Rows.Count > 0 && char.IsAsciiDigit(Rows[0][column][0]);
}

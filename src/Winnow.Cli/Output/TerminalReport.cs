using System.Text;
using Spectre.Console;
using Winnow.Evaluation.Speed.Reports;

namespace Winnow.Cli.Output;

/// <summary>Draws the tables of a report on a terminal, with bars.</summary>
static class TerminalReport
{
    const int BarWidth = 20, LeastWidth = 60;

    static readonly Style Dim = new(decoration: Decoration.Dim);
    static readonly Style Title = new(Color.Green, decoration: Decoration.Bold);
    static readonly Style Bar = new(Color.Teal);

    /// <summary>Draws the tables.</summary>
    public static void Write(CommandHost host, IReadOnlyList<ReportTable> tables)
    {
        using var writer = new StreamWriter(host.Output, new UTF8Encoding(false), leaveOpen: true);
        IAnsiConsole console = TerminalConsole.Create(host, writer);
        // One column stays free: some terminals wrap when the last one is written.
        console.Profile.Width = Math.Max(host.Width(), LeastWidth) - 1;
        for (int i = 0; i < tables.Count; i++)
        {
            if (i > 0)
                console.WriteLine();
            console.Write(new Text(tables[i].Title + "\n", Title));
            if (tables[i].Rows.Count > 0)
                console.Write(Draw(tables[i]));
            if (tables[i].Note.Length > 0)
                console.Write(new Text(DisplayText.OneLine(tables[i].Note) + "\n", Dim));
        }
    }

    static Table Draw(ReportTable table)
    {
        var drawn = new Table { Border = TableBorder.None, ShowHeaders = table.Columns.Count > 2 };
        for (int column = 0; column < table.Columns.Count; column++)
        {
            drawn.AddColumn(new TableColumn(new Text(table.Columns[column], Dim))
            {
                NoWrap = true,
                Padding = new Padding(0, 0, 2, 0),
                Alignment = table.IsNumber(column) ? Justify.Right : Justify.Left,
            });
        }

        if (table.Bars.Count > 0)
            drawn.AddColumn(new TableColumn("") { NoWrap = true, Padding = new Padding(0, 0, 0, 0) });
        for (int row = 0; row < table.Rows.Count; row++)
        {
            List<Text> cells = [.. table.Rows[row].Select(cell => new Text(DisplayText.OneLine(cell)))];
            if (table.Bars.Count > 0)
                cells.Add(new Text(BlockBar.Draw((float)(table.Bars[row] / table.Bars.Max()), BarWidth), Bar));
            drawn.AddRow(cells);
        }

        return drawn;
    }
}

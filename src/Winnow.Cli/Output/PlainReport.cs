using System.Text;
using Winnow.Evaluation.Speed.Reports;

namespace Winnow.Cli.Output;

/// <summary>Writes the tables of a report as aligned columns without colour or bars, for pipes, files and logs.</summary>
static class PlainReport
{
    /// <summary>Writes the tables.</summary>
    public static void Write(Stream stream, IReadOnlyList<ReportTable> tables)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        for (int i = 0; i < tables.Count; i++)
        {
            if (i > 0)
                writer.WriteLine();
            Write(writer, tables[i]);
        }
    }

    static void Write(StreamWriter writer, ReportTable table)
    {
        writer.WriteLine(table.Title);
        int[] widths = [.. table.Columns.Select((name, column) => table.Rows.Append(table.Columns).Max(row => row[column].Length))];
        // The names of a table of names and values would say nothing.
        foreach (IReadOnlyList<string> row in table.Columns.Count > 2 && table.Rows.Count > 0 ? table.Rows.Prepend(table.Columns) : table.Rows)
        {
            IEnumerable<string> cells = row.Select((cell, column) => table.IsNumber(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            writer.WriteLine(string.Join("  ", cells).TrimEnd());
        }

        if (table.Note.Length > 0)
            writer.WriteLine(DisplayText.OneLine(table.Note));
    }
}

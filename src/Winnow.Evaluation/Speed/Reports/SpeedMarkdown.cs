using System.Text;

namespace Winnow.Evaluation.Speed.Reports;

/// <summary>Writes a report as Markdown. The same numbers give the same bytes.</summary>
public static class SpeedMarkdown
{
    /// <summary>Creates the text.</summary>
    public static string Create(SpeedReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        text.Append("# Speed of ").Append(report.Model).Append(", ").Append(report.Precision.Name()).Append("\n\n");
        text.Append('`').Append(report.Command).Append("`; what is measured, and how: docs/benchmarks.md.\n");
        foreach (ReportTable table in SpeedTables.Create(report))
            Append(text, table);
        return text.ToString();
    }

    /// <summary>Writes the text to a file of the model's name and precision. It appears under its name only when it is complete; an existing file is replaced.</summary>
    /// <param name="report">The report.</param>
    /// <param name="folder">The folder, which is made where it is missing.</param>
    /// <returns>The file's path.</returns>
    /// <exception cref="WinnowException">The file cannot be written.</exception>
    public static string Write(SpeedReport report, string folder)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.Combine(folder, FileName(report)), temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(temporary, Create(report));
            File.Move(temporary, path, overwrite: true);
            return path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
            throw new WinnowException($"{path}: the file cannot be written: {error.Message} Check that you may write there and that the disk has room.", error);
        }
    }

    static string FileName(SpeedReport report)
    {
        string name = $"{report.Model}-{report.Precision.Name()}";
        // The usual rival computes as the engine does; another one must not take its place.
        if (report.Rival is { } rival && rival.Precision != report.Precision)
            name += $"-against-{rival.Precision.Name()}";
        return name.ToLowerInvariant() + ".md";
    }

    static void Append(StringBuilder text, ReportTable table)
    {
        text.Append("\n## ").Append(table.Title).Append("\n\n");
        if (table.Rows.Count > 0)
        {
            AppendRow(text, table.Columns);
            AppendRow(text, [.. table.Columns.Select((_, column) => table.IsNumber(column) ? "---:" : "---")]);
            foreach (IReadOnlyList<string> row in table.Rows)
                AppendRow(text, row);
        }

        if (table.Note.Length > 0)
            text.Append(table.Rows.Count > 0 ? "\n" : "").Append(table.Note).Append('\n');
    }

    static void AppendRow(StringBuilder text, IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}

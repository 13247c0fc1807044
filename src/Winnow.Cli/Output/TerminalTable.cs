using System.Globalization;
using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Winnow.Cli.Output;

/// <summary>Draws a ranking on a terminal: rank, score with a bar, source and as much of the text as fits.</summary>
/// <remarks>Only terminals touch Spectre.Console, whose start costs more than a small ranking.</remarks>
static class TerminalTable
{
    const int LeastWidth = 60, WidestSource = 24, Gap = 2;

    static readonly Style Dim = new(decoration: Decoration.Dim);
    static readonly Style Best = new(Color.Green, decoration: Decoration.Bold);

    /// <summary>Draws the ranking.</summary>
    public static void Write(CommandHost host, IReadOnlyList<RankedDocument> ranking)
    {
        using var writer = new StreamWriter(host.Output, new UTF8Encoding(false), leaveOpen: true);
        IAnsiConsole console = TerminalConsole.Create(host, writer);
        // One column stays free: some terminals wrap when the last one is written.
        int width = Math.Max(host.Width(), LeastWidth) - 1;
        console.Profile.Width = width;

        var bar = new ScoreBar(ranking);
        var rows = new List<string[]>(ranking.Count);
        for (int i = 0; i < ranking.Count; i++)
        {
            var result = ranking[i];
            rows.Add(
            [
                (i + 1).ToString(CultureInfo.InvariantCulture),
                result.Score.Score.ToString("F4", CultureInfo.InvariantCulture),
                bar.Draw(result.Score.Score),
                result.Source,
                DisplayText.OneLine(result.Document.Text, width),
            ]);
        }

        console.Write(Draw(rows, width));
    }

    static Table Draw(List<string[]> rows, int width)
    {
        var table = new Table { Border = TableBorder.None };
        int left = width;
        int[] rooms = new int[5];
        string[] names = ["#", "score", "", "source", "document"];
        for (int column = 0; column < names.Length; column++)
        {
            // Spectre shares out space by the longest cell, and a long document would take it all.
            int room = column switch
            {
                2 => ScoreBar.Width,
                3 => Math.Min(Widest(rows, column, names[column]), WidestSource),
                4 => left,
                _ => Widest(rows, column, names[column]),
            };
            int gap = column switch { 1 => 1, 4 => 0, _ => Gap };
            left -= room + gap;
            rooms[column] = room;
            table.AddColumn(new TableColumn(new Text(names[column], Dim))
            {
                Width = room,
                NoWrap = true,
                Padding = new Padding(0, 0, gap, 0),
                Alignment = column < 2 ? Justify.Right : Justify.Left,
            });
        }

        for (int i = 0; i < rows.Count; i++)
        {
            var cells = new Text[names.Length];
            for (int column = 0; column < cells.Length; column++)
            {
                var style = i == 0 ? Best : column == 2 ? new Style(Color.Teal) : column == 3 ? Dim : Style.Plain;
                cells[column] = new Text(Fit(rows[i][column], rooms[column]), style);
            }

            table.AddRow(cells);
        }

        return table;
    }

    /// <summary>Cuts a cell to its room; Spectre would wrap it to further lines, and knows how wide characters are.</summary>
    static string Fit(string text, int room)
    {
        var segment = new Segment(text);
        return segment.CellCount() <= room ? text : Segment.SplitOverflow(segment, Overflow.Ellipsis, room)[0].Text;
    }

    static int Widest(List<string[]> rows, int column, string name)
    {
        int widest = name.Length;
        foreach (string[] row in rows)
            widest = Math.Max(widest, row[column].Length);
        return widest;
    }
}

namespace Winnow.Cli.Output;

/// <summary>Writes aligned columns without colour or frames, two blanks apart.</summary>
static class TextTable
{
    const int Gap = 2;

    /// <summary>Writes a table.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="leftColumns">The number of columns, from the left, that hold text and begin at the left; all others hold numbers and end at the right.</param>
    /// <param name="rows">The rows, the one with the names first, all with the same number of cells.</param>
    public static void Write(TextWriter writer, int leftColumns, IEnumerable<IReadOnlyList<string>> rows)
    {
        List<string[]> cells = [.. rows.Select(row => row.Select(cell => DisplayText.OneLine(cell)).ToArray())];
        int[] widths = [.. Enumerable.Range(0, cells[0].Length).Select(column => cells.Max(row => row[column].Length))];
        foreach (string[] row in cells)
        {
            for (int column = 0; column < row.Length; column++)
                row[column] = column < leftColumns ? row[column].PadRight(widths[column]) : row[column].PadLeft(widths[column]);
            writer.WriteLine(string.Join(new string(' ', Gap), row).TrimEnd());
        }
    }
}

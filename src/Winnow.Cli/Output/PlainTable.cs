using System.Globalization;
using System.Text;

namespace Winnow.Cli.Output;

/// <summary>Writes a ranking as aligned columns without colour or frames, for pipes, files and logs.</summary>
static class PlainTable
{
    /// <summary>Writes the ranking.</summary>
    public static void Write(Stream stream, IReadOnlyList<RankedDocument> ranking)
    {
        int width = "source".Length;
        foreach (var result in ranking)
            width = Math.Max(width, result.Source.Length);

        using var writer = new StreamWriter(stream, new UTF8Encoding(false), bufferSize: 16 * 1024, leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine($"rank   score  {"source".PadRight(width)}  document");
        for (int i = 0; i < ranking.Count; i++)
        {
            var result = ranking[i];
            string row = string.Create(
                CultureInfo.InvariantCulture,
                $"{i + 1,4}  {result.Score.Score,6:F4}  {result.Source.PadRight(width)}  {DisplayText.OneLine(result.Document.Text)}");
            writer.WriteLine(row.TrimEnd());
        }
    }
}

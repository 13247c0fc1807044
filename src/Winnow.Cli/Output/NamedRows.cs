using System.Globalization;
using System.Text;

namespace Winnow.Cli.Output;

/// <summary>Writes names and values as two columns, the same in every culture.</summary>
static class NamedRows
{
    /// <summary>Writes the rows.</summary>
    public static void Write(Stream stream, IReadOnlyList<(string Name, FormattableString Value)> rows)
    {
        int width = rows.Max(row => DisplayText.OneLine(row.Name).Length);
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        foreach ((string name, FormattableString value) in rows)
            writer.WriteLine($"{DisplayText.OneLine(name).PadRight(width)}  {DisplayText.OneLine(value.ToString(CultureInfo.InvariantCulture))}");
    }
}

using System.Text;

namespace Winnow.Cli.Output;

/// <summary>Makes a text safe and short enough for one line of a table.</summary>
static class DisplayText
{
    /// <summary>Joins runs of white space and drops control characters, so that no text can break a table or command a terminal.</summary>
    /// <param name="text">The text.</param>
    /// <param name="limit">The most characters that are looked at: documents can be long and lines cannot.</param>
    public static string OneLine(string text, int limit = int.MaxValue)
    {
        var line = new StringBuilder(Math.Min(text.Length, 256));
        bool gap = false;
        foreach (char c in text)
        {
            if (line.Length >= limit)
                break;
            if (char.IsWhiteSpace(c))
            {
                gap = line.Length > 0;
            }
            else if (!char.IsControl(c))
            {
                if (gap)
                    line.Append(' ');
                gap = false;
                line.Append(c);
            }
        }

        if (line.Length > 0 && char.IsHighSurrogate(line[^1]))
            line.Length--;
        return line.ToString();
    }
}

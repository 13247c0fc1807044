using System.Text;
using Winnow.Evaluation.Lines;

namespace Winnow.Cli.Input;

/// <summary>Reads plain text: a document for each line, or for each block between blank lines.</summary>
static class TextLines
{
    /// <summary>Reads a document for each line that is not blank.</summary>
    public static IEnumerable<Document> Read(Stream stream, string name)
    {
        var reader = new LineReader(stream, name);
        while (reader.TryRead(out var line))
        {
            string text = Encoding.UTF8.GetString(line.Span);
            if (!string.IsNullOrWhiteSpace(text))
                yield return new Document(text, name, reader.Number);
        }
    }

    /// <summary>Reads a document for each run of lines that are not blank, joined by line feeds.</summary>
    public static IEnumerable<Document> ReadBlocks(Stream stream, string name)
    {
        var block = new StringBuilder();
        long first = 0, previous = 0;
        foreach (var line in Read(stream, name))
        {
            // A gap in the line numbers is where blank lines were skipped.
            if (block.Length > 0 && line.Line > previous + 1)
            {
                yield return new Document(block.ToString(), name, first);
                block.Clear();
            }

            if (block.Length == 0)
                first = line.Line;
            else
                block.Append('\n');
            block.Append(line.Text);
            previous = line.Line;
        }

        if (block.Length > 0)
            yield return new Document(block.ToString(), name, first);
    }
}

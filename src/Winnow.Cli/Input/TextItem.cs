using Winnow.Evaluation.Lines;

namespace Winnow.Cli.Input;

/// <summary>A line of input for the tokenizer or the embedder: one text, or a pair where there is a second.</summary>
/// <param name="First">The text, or the pair's query.</param>
/// <param name="Second">The pair's document, or null.</param>
readonly record struct TextItem(string First, string? Second)
{
    /// <summary>Gets the length in characters.</summary>
    public long Length => First.Length + (Second?.Length ?? 0);

    /// <summary>Makes an item of a line that has a text, or a query and a document.</summary>
    /// <exception cref="WinnowException">The line has neither.</exception>
    public static TextItem Read(JsonLine line, string textField, string queryField, string documentField)
    {
        if (line.Has(textField))
            return new TextItem(line.Text(textField), null);
        if (line.Has(queryField) || line.Has(documentField))
            return new TextItem(line.Text(queryField), line.Text(documentField));
        throw line.Error(null, $"the line needs the field \"{textField}\", or \"{queryField}\" and \"{documentField}\".");
    }
}

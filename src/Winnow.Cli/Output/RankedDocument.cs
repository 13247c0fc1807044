using Winnow.Cli.Input;

namespace Winnow.Cli.Output;

/// <summary>A document's place in a ranking.</summary>
/// <param name="Index">The document's position in the input, counted from 0.</param>
/// <param name="Score">Its logit and score.</param>
/// <param name="Document">Its text and origin.</param>
readonly record struct RankedDocument(int Index, PairScore Score, Document Document)
{
    /// <summary>Gets where the document came from: its file and line, or its position in the input.</summary>
    public string Source => Document.File switch
    {
        null => $"#{Index}",
        "standard input" => $"-:{Document.Line}",
        var file => $"{Path.GetFileName(file)}:{Document.Line}",
    };
}

using Winnow.Evaluation.Lines;

namespace Winnow.Cli.Input;

/// <summary>Collects the documents of a ranking from arguments, files and standard input, in the order in which they were given.</summary>
sealed class DocumentReader(CommandHost host)
{
    static readonly string[] UsualFields = ["text", "document", "content", "passage", "body"];
    static readonly string[] FileEndings = [".txt", ".jsonl", ".ndjson", ".json", ".md"];

    /// <summary>Gets the field that holds the text, or null to try the usual names.</summary>
    public string? Field { get; init; }

    /// <summary>Gets the field that holds a title to put before the text, or null for none.</summary>
    public string? TitleField { get; init; }

    /// <summary>Gets whether every file is JSON Lines, whatever its name.</summary>
    public bool JsonLines { get; init; }

    /// <summary>Gets whether a document of a plain text is a block between blank lines instead of a line.</summary>
    public bool Blocks { get; init; }

    /// <summary>Reads all documents.</summary>
    /// <param name="arguments">Names of existing files, <c>-</c>, or documents themselves.</param>
    /// <param name="input">A further file, or <c>-</c>, or null.</param>
    /// <exception cref="WinnowException">A file or a line cannot be read, or there is no document.</exception>
    public List<Document> Read(IReadOnlyList<string> arguments, string? input)
    {
        var documents = new List<Document>();
        foreach (string argument in arguments)
        {
            if (argument == "-" || File.Exists(argument))
                AddFile(argument, documents);
            else
                documents.Add(Argument(argument));
        }

        bool piped = arguments.Count == 0 && input is null && host.InputRedirected;
        if (input is not null || piped)
            AddFile(input ?? "-", documents);
        if (documents.Count == 0)
        {
            throw new WinnowException(
                piped || arguments.Count > 0 || input is not null
                    ? "There are no documents in the input: it is empty or has only blank lines."
                    : "No documents. Pass them as arguments, as files (a document each line, or .jsonl), with --input FILE, or pipe them in.");
        }

        return documents;
    }

    void AddFile(string path, List<Document> documents)
    {
        using var file = InputFile.Open(path, host);
        documents.AddRange(
            IsJsonLines(path) ? JsonLine.Read(file.Stream, file.Name, line => new Document(Text(line), file.Name, line.Number))
            : Blocks ? TextLines.ReadBlocks(file.Stream, file.Name)
            : TextLines.Read(file.Stream, file.Name));
    }

    /// <summary>Standard input has no name to tell its format, so there the field options do.</summary>
    bool IsJsonLines(string path) =>
        JsonLines
        || path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase)
        || (path == "-" && (Field ?? TitleField) is not null);

    string Text(JsonLine line)
    {
        string? field = Field ?? Array.Find(UsualFields, line.Has);
        if (field is null)
            throw line.Error(null, $"none of the fields {string.Join(", ", UsualFields)} is there. Name the field with --field.");

        string text = line.Text(field);
        if (TitleField is null || !line.Has(TitleField))
            return text;
        string title = line.Text(TitleField);
        return title.Length == 0 ? text : $"{title} {text}";
    }

    Document Argument(string argument)
    {
        TextArgument.Check(argument, "A document");
        if (!argument.Contains(' ', StringComparison.Ordinal) && Array.Exists(FileEndings, e => argument.EndsWith(e, StringComparison.OrdinalIgnoreCase)))
            host.Error.WriteLine($"winnow: note: there is no file '{argument}', so it is scored as a document.");
        else if (Directory.Exists(argument))
            host.Error.WriteLine($"winnow: note: '{argument}' is a folder, so its name is scored as a document.");
        return new Document(argument);
    }
}

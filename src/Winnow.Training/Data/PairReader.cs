using Winnow.Evaluation.Lines;

namespace Winnow.Training.Data;

/// <summary>Gathers the pairs of several files, each pair and each document once.</summary>
sealed class PairReader(bool titleInDocument)
{
    /// <summary>What a line looks like, for messages.</summary>
    public const string Example = "{\"query\": \"...\", \"positive\": \"...\", \"source\": \"...\"}";

    readonly List<string> _queries = [], _sources = [], _documents = [];
    readonly List<int> _positive = [];
    readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);
    readonly HashSet<(string Query, int Document)> _known = [];
    // A source's name stands in thousands of lines; one string is enough.
    readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>Gets the number of pairs.</summary>
    public int Count => _queries.Count;

    /// <summary>Reads a file.</summary>
    /// <exception cref="WinnowException">It cannot be read, or a line is malformed.</exception>
    public void Add(string file, CancellationToken cancellationToken)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            foreach ((string query, string document, string source) in JsonLine.Read(stream, file, Parse))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Add(query, document, source);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WinnowException($"{file}: the pairs cannot be read: {error.Message} Check that the file is there and that you may read it.", error);
        }
    }

    /// <summary>Gets what was read.</summary>
    public TrainingTexts Build() => new([.. _queries], [.. _positive], [.. _sources], [.. _documents]);

    void Add(string query, string document, string source)
    {
        if (!_positions.TryGetValue(document, out int position))
        {
            position = _documents.Count;
            _positions.Add(document, position);
            _documents.Add(document);
        }

        if (!_known.Add((query, position)))
            return;
        if (!_names.TryGetValue(source, out string? name))
            _names.Add(source, name = source);
        _queries.Add(query);
        _positive.Add(position);
        _sources.Add(name);
    }

    (string Query, string Document, string Source) Parse(JsonLine line)
    {
        string query = Filled(line, "query"), document = Filled(line, "positive"), source = line.Text("source");
        if (titleInDocument && line.Has("title"))
        {
            string title = line.Text("title").Trim();
            if (title.Length > 0 && !document.StartsWith(title, StringComparison.OrdinalIgnoreCase))
                document = $"{title} {document}";
        }

        return (query, document, source);
    }

    /// <summary>Gets a field that must not be empty.</summary>
    public static string Filled(JsonLine line, string field)
    {
        string text = line.Text(field);
        return string.IsNullOrWhiteSpace(text) ? throw line.Error(field, "is empty: nothing can be learned from it. Remove the line.") : text;
    }
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Winnow.Evaluation.Lines;

namespace Winnow.Evaluation.Beir;

/// <summary>The scores of one model on one data set, kept on disk query by query, so that a run that was killed goes on where it stopped.</summary>
/// <remarks>
/// JSON lines <c>{"query":"...","scores":{"document":1.5}}</c>, each appended by one write. A last line without its end is what a killed run left, and is cut off.
/// Floats are written so that the same bits are read back. Not safe for concurrent use; a second process is refused.
/// </remarks>
sealed class ScoreJournal : IDisposable
{
    static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly string _path;
    readonly FileStream _file;
    readonly Dictionary<string, Dictionary<string, float>> _queries = new(StringComparer.Ordinal);

    ScoreJournal(string path)
    {
        _path = path;
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            _file.SetLength(EndOfLastLine(_file));
            _file.Position = 0;
            foreach ((string query, Dictionary<string, float> scores) in JsonLine.Read(_file, path, Parse))
                Keep(query, scores);
        }
        catch (WinnowException error)
        {
            _file.Dispose();
            throw new WinnowException($"{error.Message} The file is a cache: delete it, and its scores are computed again.", error);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a journal, or begins one.</summary>
    /// <exception cref="WinnowException">It cannot be opened, or a line of it is damaged.</exception>
    public static ScoreJournal Open(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new ScoreJournal(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WinnowException($"{path}: the scores cannot be kept there: {error.Message} Check the cache folder, and that no other run is using it.", error);
        }
    }

    /// <summary>Gets the scores of a query's documents, if all of them are at hand.</summary>
    public bool TryGet(string query, IReadOnlyList<string> documents, out float[] scores)
    {
        scores = new float[documents.Count];
        if (!_queries.TryGetValue(query, out var known))
            return false;
        for (int i = 0; i < scores.Length; i++)
        {
            if (!known.TryGetValue(documents[i], out scores[i]))
                return false;
        }

        return true;
    }

    /// <summary>Adds the scores of a query's documents.</summary>
    /// <exception cref="WinnowException">They cannot be written.</exception>
    public void Append(string query, IReadOnlyList<string> documents, float[] scores)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line, Writing))
        {
            json.WriteStartObject();
            json.WriteString("query"u8, query);
            json.WriteStartObject("scores"u8);
            for (int i = 0; i < scores.Length; i++)
                json.WriteNumber(documents[i], scores[i]);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        try
        {
            _file.Write(line.WrittenSpan);
            _file.Flush();
        }
        catch (IOException error)
        {
            throw new WinnowException($"{_path}: the scores cannot be kept there: {error.Message} Check that the disk has room.", error);
        }

        Keep(query, documents.Zip(scores).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    // A query is there again where a deeper run asked for more documents.
    void Keep(string query, Dictionary<string, float> scores)
    {
        if (!_queries.TryGetValue(query, out var known))
            _queries.Add(query, scores);
        else
            foreach ((string document, float score) in scores)
                known[document] = score;
    }

    static (string Query, Dictionary<string, float> Scores) Parse(JsonLine line)
    {
        var scores = new Dictionary<string, float>(StringComparer.Ordinal);
        foreach (JsonProperty score in line.Object("scores"))
        {
            if (score.Value.ValueKind != JsonValueKind.Number || !score.Value.TryGetSingle(out float value) || !float.IsFinite(value))
                throw line.Error("scores", $"has no number for the document \"{score.Name}\".");
            scores[score.Name] = value;
        }

        return (line.Text("query"), scores);
    }

    static long EndOfLastLine(FileStream file)
    {
        Span<byte> block = stackalloc byte[4096];
        for (long end = file.Length; end > 0;)
        {
            long start = Math.Max(0, end - block.Length);
            file.Position = start;
            Span<byte> read = block[..(int)(end - start)];
            file.ReadExactly(read);
            int newline = read.LastIndexOf((byte)'\n');
            if (newline >= 0)
                return start + newline + 1;
            end = start;
        }

        return 0;
    }
}

using System.Text.Json;

namespace Winnow.Tokenization.Json;

/// <summary>Where the values of an object's members lie in the bytes, so that each can be read in the order and manner that suit it.</summary>
/// <remarks>The pass that finds them also checks the syntax of everything below.</remarks>
sealed class JsonSections
{
    static readonly JsonDocumentOptions DocumentOptions = new() { AllowDuplicateProperties = false };

    readonly Dictionary<string, Range> _members = [];
    readonly ReadOnlyMemory<byte> _json;
    readonly string _path;
    readonly string _source;

    JsonSections(ReadOnlyMemory<byte> json, string path, string source)
    {
        _json = json;
        _path = path;
        _source = source;
    }

    /// <summary>Finds the members of the object that the bytes hold.</summary>
    public static JsonSections Read(ReadOnlyMemory<byte> json, string path, string source)
    {
        var sections = new JsonSections(json, path, source);
        var reader = new Utf8JsonReader(json.Span);
        _ = reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw sections.Error(path, "is not an object; a tokenizer.json holds one");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            _ = reader.Read();
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (!sections._members.TryAdd(name, start..(int)reader.BytesConsumed))
                throw sections.Error(sections.PathOf(name), "is there twice; remove one of them");
        }

        // Anything but white space after the object is an error of syntax, which the reader reports.
        _ = reader.Read();
        return sections;
    }

    /// <summary>Gets the bytes of a member; empty where it is missing or null.</summary>
    public ReadOnlyMemory<byte> Bytes(string name)
    {
        if (!_members.TryGetValue(name, out var range))
            return default;
        var bytes = _json[range];
        return bytes.Span.SequenceEqual("null"u8) ? default : bytes;
    }

    /// <summary>Gets a member as a tree, or null where it is missing or null.</summary>
    public ConfigNode? Node(string name)
    {
        var bytes = Bytes(name);
        return bytes.IsEmpty ? null : new ConfigNode(JsonDocument.Parse(bytes, DocumentOptions).RootElement, PathOf(name), _source);
    }

    /// <summary>Makes the exception that says what is wrong at a path.</summary>
    public WinnowException Error(string path, string problem) =>
        new(path.Length == 0 ? $"{_source} {problem}." : $"{_source}: `{path}` {problem}.");

    /// <summary>Gets the path of a member.</summary>
    public string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";
}

using System.Text;
using System.Text.Json;

namespace Winnow.Evaluation.Lines;

/// <summary>One line of JSON Lines: an object whose fields are asked for by name, with messages that say where they are missing or wrong.</summary>
readonly struct JsonLine
{
    const string HalfPair = "half of a surrogate pair (an escape such as \\ud800 without its other half), which is no character. Write the whole pair.";

    readonly JsonElement _root;
    readonly string _file;

    JsonLine(JsonElement root, string file, long number)
    {
        _root = root;
        _file = file;
        Number = number;
    }

    /// <summary>Gets the line's number, counted from 1.</summary>
    public long Number { get; }

    /// <summary>Reads each line that is not blank and makes an item of it.</summary>
    /// <param name="stream">UTF-8 text.</param>
    /// <param name="name">The source's name for messages.</param>
    /// <param name="select">Makes the item; the line is valid only during the call.</param>
    /// <exception cref="WinnowException">A line is no JSON object, or <paramref name="select"/> refused it; all items before it were returned.</exception>
    public static IEnumerable<T> Read<T>(Stream stream, string name, Func<JsonLine, T> select)
    {
        var reader = new LineReader(stream, name);
        while (reader.TryRead(out var bytes))
        {
            if (bytes.Span.Trim(" \t\r"u8).IsEmpty)
                continue;

            using var document = Parse(bytes, name, reader.Number);
            var line = new JsonLine(document.RootElement, name, reader.Number);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw line.Error(null, $"the line holds {Name(document.RootElement.ValueKind)}, not a JSON object such as {{\"text\": \"...\"}}.");
            yield return select(line);
        }
    }

    /// <summary>Gets whether the object has a field.</summary>
    /// <param name="field">A name; dots lead into nested objects.</param>
    public bool Has(string field) => TryGet(field, out _);

    /// <summary>Gets the text of a field.</summary>
    /// <param name="field">A name; dots lead into nested objects.</param>
    /// <exception cref="WinnowException">The field is missing or is no text.</exception>
    public string Text(string field)
    {
        if (!TryGet(field, out var value))
            throw Error(field, "is missing.");
        if (value.ValueKind != JsonValueKind.String)
            throw Error(field, $"is {Name(value.ValueKind)}, not text in quotation marks.");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException cause)
        {
            throw Error(field, "has " + HalfPair, cause);
        }
    }

    /// <summary>Gets the fields of a field that is an object.</summary>
    /// <param name="field">A name; dots lead into nested objects.</param>
    /// <exception cref="WinnowException">The field is missing or is no object.</exception>
    public JsonElement.ObjectEnumerator Object(string field)
    {
        if (!TryGet(field, out var value))
            throw Error(field, "is missing.");
        return value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : throw Error(field, $"is {Name(value.ValueKind)}, not an object.");
    }

    /// <summary>Makes the message for a line that cannot be used.</summary>
    /// <param name="field">The field at fault, or null.</param>
    /// <param name="reason">What is wrong and what to do.</param>
    /// <param name="cause">The error behind it, if any.</param>
    public WinnowException Error(string? field, string reason, Exception? cause = null) =>
        InputError.At(_file, Number, field is null ? null : $"field \"{field}\"", reason, cause);

    bool TryGet(string field, out JsonElement value)
    {
        try
        {
            return TryFind(_root, field, out value);
        }
        catch (InvalidOperationException cause)
        {
            // Names are only unescaped where they are compared, so a bad one shows up here and not in the parser.
            throw Error(null, "the name of a field has " + HalfPair, cause);
        }
    }

    static JsonDocument Parse(ReadOnlyMemory<byte> line, string file, long number)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException cause)
        {
            // The reader counts bytes; people and editors count characters.
            int bytes = (int)Math.Min(cause.BytePositionInLine ?? 0, line.Length);
            int column = Encoding.UTF8.GetCharCount(line.Span[..bytes]) + 1;
            string reason = cause.Message;
            int suffix = reason.IndexOf(" LineNumber:", StringComparison.Ordinal);
            throw InputError.At(file, number, $"column {column}", $"not valid JSON: {(suffix < 0 ? reason : reason[..suffix])}", cause);
        }
    }

    /// <summary>Finds a field by its whole name first, so that names which contain dots can be reached too.</summary>
    static bool TryFind(JsonElement element, string field, out JsonElement value)
    {
        value = default;
        if (element.ValueKind != JsonValueKind.Object)
            return false;
        if (element.TryGetProperty(field, out value))
            return true;

        for (int dot = field.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = field.IndexOf('.', dot + 1))
        {
            if (element.TryGetProperty(field.AsSpan(0, dot), out var child) && TryFind(child, field[(dot + 1)..], out value))
                return true;
        }

        return false;
    }

    static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}

using System.Text.Json;
using System.Text.Unicode;

namespace Winnow.Weights;

/// <summary>Reads <c>model.safetensors.index.json</c>, which says which file of a sharded model holds which tensor.</summary>
static class ShardIndex
{
    /// <summary>Reads the map from tensor to file name. File names are checked to name a safetensors file of the same folder and nothing else.</summary>
    /// <exception cref="WinnowException">The file cannot be read or is not valid.</exception>
    internal static Dictionary<string, string> Read(string path)
    {
        byte[] bytes = ReadBytes(path);
        ReadOnlySpan<byte> json = bytes;
        if (json.StartsWith("\uFEFF"u8))
            json = json[3..];
        if (!Utf8.IsValid(json))
            throw Fail(path, "it is not valid UTF-8.");
        try
        {
            return Parse(json, path);
        }
        catch (JsonException error)
        {
            throw new WinnowException(
                $"{path}: it is not valid JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1} of that line). Fetch or export it again.", error);
        }
        catch (InvalidOperationException error)
        {
            // The JSON reader's answer to an escaped half of a surrogate pair.
            throw new WinnowException($"{path}: it has a string that is not valid Unicode. Fetch or export it again.", error);
        }
    }

    static byte[] ReadBytes(string path)
    {
        try
        {
            // A pipe has the length 0, and reading it would wait for its other end.
            long length = new FileInfo(path).Length;
            return length switch
            {
                0 => throw Fail(path, "it is empty."),
                > SafetensorsHeader.MaxLength => throw Fail(path, $"it has {ErrorText.Number(length)} bytes, more than the {ErrorText.Number(SafetensorsHeader.MaxLength)} allowed."),
                _ => File.ReadAllBytes(path),
            };
        }
        catch (Exception error) when (ErrorText.IsFileError(error))
        {
            throw new WinnowException($"{path}: the file cannot be read: {error.Message} Check that it exists and that you may read it.", error);
        }
    }

    static Dictionary<string, string> Parse(ReadOnlySpan<byte> json, string path)
    {
        var reader = new Utf8JsonReader(json);
        Dictionary<string, string>? map = null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Fail(path, "it is not a JSON object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("weight_map"u8))
                reader.Skip();
            else if (map is null)
                map = ReadMap(ref reader, path);
            else
                throw Fail(path, "it has the key \"weight_map\" twice.");
        }

        while (reader.Read())
        {
        }

        if (map is null)
            throw Fail(path, "it has no \"weight_map\".");
        return map.Count > 0 ? map : throw Fail(path, "its \"weight_map\" is empty.");
    }

    static Dictionary<string, string> ReadMap(ref Utf8JsonReader reader, string path)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Fail(path, "its \"weight_map\" is not an object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string tensor = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw Fail(path, $"tensor {ErrorText.Quote(tensor)} is not mapped to a file name.");
            string file = reader.GetString()!;
            if (!IsPlainFileName(file))
            {
                throw Fail(path, $"tensor {ErrorText.Quote(tensor)} is mapped to {ErrorText.Quote(file)}, which is not the plain name of a .safetensors file in the same folder; "
                    + "names that lead elsewhere are refused.");
            }

            if (!map.TryAdd(tensor, file))
                throw Fail(path, $"tensor {ErrorText.Quote(tensor)} is mapped twice.");
        }

        return map;
    }

    /// <summary>A name from a file must not reach out of the folder, on any operating system.</summary>
    static bool IsPlainFileName(string name) =>
        name.AsSpan().IndexOfAny("/\\:\0") < 0 && !name.Contains("..", StringComparison.Ordinal) && name.EndsWith(".safetensors", StringComparison.Ordinal);

    static WinnowException Fail(string path, string what) => new($"{path}: {what} Fetch or export it again.");
}

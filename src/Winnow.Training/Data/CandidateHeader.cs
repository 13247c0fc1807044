using System.Buffers;
using System.Text.Json;

namespace Winnow.Training.Data;

/// <summary>What a file of candidates says about itself.</summary>
/// <param name="Labelled">Whether there are scores and judgements.</param>
/// <param name="Queries">The number of queries.</param>
/// <param name="Candidates">The number of candidates.</param>
/// <param name="Texts">The fingerprint of the texts.</param>
/// <param name="Made">How it was made, in ordinal order of names.</param>
sealed record CandidateHeader(bool Labelled, int Queries, int Candidates, string Texts, SortedDictionary<string, string> Made)
{
    const string WithLabels = "labelled", WithoutLabels = "candidates";

    /// <summary>Reads a header.</summary>
    public static CandidateHeader Parse(byte[] bytes)
    {
        using JsonDocument document = JsonDocument.Parse(bytes);
        JsonElement root = document.RootElement;
        var made = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty property in root.GetProperty("made").EnumerateObject())
            made[property.Name] = property.Value.GetString() ?? "";
        string kind = root.GetProperty("kind").GetString() ?? "";
        if (kind is not (WithLabels or WithoutLabels))
            throw new FormatException($"the kind is \"{kind}\"");
        return new CandidateHeader(
            kind == WithLabels, root.GetProperty("queries").GetInt32(), root.GetProperty("candidates").GetInt32(), root.GetProperty("texts").GetString() ?? "", made);
    }

    /// <summary>Writes the header, always in the same way.</summary>
    public byte[] ToJson()
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, Labelled ? WithLabels : WithoutLabels);
            json.WriteNumber("queries"u8, Queries);
            json.WriteNumber("candidates"u8, Candidates);
            json.WriteString("texts"u8, Texts);
            json.WriteStartObject("made"u8);
            foreach ((string name, string value) in Made)
                json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }
}

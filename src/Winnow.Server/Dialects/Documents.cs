using System.Text;
using System.Text.Json;
using Winnow.Server.Http;
using Winnow.Server.Reranking;

namespace Winnow.Server.Dialects;

/// <summary>Reads lists of documents: strings, objects with <c>text</c>, or both.</summary>
static class Documents
{
    /// <summary>Reads a list.</summary>
    /// <param name="body">The object that has it.</param>
    /// <param name="name">Its field.</param>
    /// <param name="rankFields">The fields of objects that are read, in this order, or null for <c>text</c>.</param>
    /// <param name="allFields">Whether all fields of an object are read that has no <c>text</c>.</param>
    /// <exception cref="ApiException">There is no such list, or an item is no document.</exception>
    public static CallDocument[] Read(JsonFields body, string name, IReadOnlyList<string>? rankFields = null, bool allFields = false)
    {
        JsonElement list = body.Array(name);
        var documents = new CallDocument[list.GetArrayLength()];
        int i = 0;
        foreach (JsonElement item in list.EnumerateArray())
        {
            documents[i] = new CallDocument(Text(item, $"{body.Path(name)}[{i}]", rankFields, allFields), item);
            i++;
        }

        return documents;
    }

    /// <summary>Reads a list of field names, or null where there is none.</summary>
    /// <exception cref="ApiException">It is empty, or has something else than texts.</exception>
    public static IReadOnlyList<string>? RankFields(JsonFields body)
    {
        if (!body.Has("rank_fields"))
            return null;
        string[] fields = [.. body.Array("rank_fields").EnumerateArray().Select((item, i) => JsonFields.Text(item, $"rank_fields[{i}]"))];
        return fields.Length > 0 ? fields : throw new ApiException(ApiFault.Invalid, "The field 'rank_fields' must name at least one field of the documents.", "rank_fields");
    }

    static string Text(JsonElement item, string path, IReadOnlyList<string>? rankFields, bool allFields)
    {
        if (item.ValueKind == JsonValueKind.String)
            return JsonFields.Text(item, path);
        if (item.ValueKind != JsonValueKind.Object)
            throw new ApiException(ApiFault.Invalid, $"The field '{path}' must be a string or an object with 'text', not {JsonFields.Name(item)}.", path);
        var fields = new JsonFields(item, path);
        if (rankFields is null && allFields && !fields.Has("text"))
            rankFields = TextFields(item);
        return rankFields is null ? fields.Text("text") : Join(fields, rankFields, path);
    }

    // Null if there are none but a picture, so that the message says that a text is missing.
    static string[]? TextFields(JsonElement item)
    {
        string[] names = [.. item.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null).Select(field => field.Name)];
        return names.All(name => name is "image" or "bytes") ? null : names;
    }

    // As YAML, which is how Cohere says that its models read objects. A field that a document lacks is left out.
    static string Join(JsonFields document, IReadOnlyList<string> rankFields, string path)
    {
        var text = new StringBuilder();
        foreach (string field in rankFields.Where(document.Has))
        {
            JsonElement value = document.Required(field);
            text.Append(text.Length > 0 ? "\n" : "").Append(field).Append(": ")
                .Append(value.ValueKind == JsonValueKind.String ? document.Text(field) : value.GetRawText());
        }

        return text.Length > 0 ? text.ToString() : throw new ApiException(ApiFault.Invalid, $"The field '{path}' has none of the 'rank_fields'.", path);
    }
}

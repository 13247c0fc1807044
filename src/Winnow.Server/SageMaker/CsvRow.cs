using System.Globalization;
using System.Text.Json;
using Winnow.Server.Http;
using Winnow.Server.Reranking;

namespace Winnow.Server.SageMaker;

/// <summary>A row of a batch transform job: <c>id,query,documents,top_n</c>, with the documents as a JSON list. Id and number may be left out.</summary>
/// <param name="Id">The row's name, or null where it has none.</param>
/// <param name="Call">What it asks for.</param>
sealed record CsvRow(string? Id, RerankCall Call)
{
    const string Form = "A row is id,query,documents,top_n with the documents as a JSON list: 1,what is a heron,\"[{\"\"text\"\": \"\"A bird.\"\"}]\",3";

    // The first way in which the documents are a JSON list is the one that was meant: a list that is escaped is none before it is unescaped.
    static readonly Func<string, List<string>?>[] _ways = [CsvFields.Quoted, CsvFields.EscapedThenQuoted, CsvFields.Escaped, CsvFields.Bracketed, CsvFields.BracketedEscaped];

    /// <summary>Reads a row.</summary>
    /// <exception cref="ApiException">It is none.</exception>
    public static CsvRow Parse(string row)
    {
        foreach (var way in _ways)
        {
            if (way(row) is { } fields && (Find(fields, 2) ?? Find(fields, 1)) is { } found)
                return Read(fields, found.Place, found.Documents);
        }

        throw new ApiException(ApiFault.Malformed, Explain(row));
    }

    /// <summary>Gets the name of a row that cannot be read, where its first field looks like one.</summary>
    public static string? FindId(string row)
    {
        string first = row.Split(',', 2)[0].Trim().Trim('"');
        return Guid.TryParse(first, out _) || (row.Contains(',', StringComparison.Ordinal) && first.Length is > 0 and <= 20 && first.All(char.IsAsciiDigit)) ? first : null;
    }

    // With two or three fields there may be no id: then the documents are the second.
    static (int Place, JsonElement Documents)? Find(List<string> fields, int place)
    {
        if (fields.Count <= place || fields.Count > place + 2 || !fields[place].AsSpan().TrimStart().StartsWith("["))
            return null;
        try
        {
            return (place, JsonElement.Parse(fields[place]));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static CsvRow Read(List<string> fields, int place, JsonElement documents)
    {
        // From here on a row is what the package sends as JSON.
        JsonElement item = JsonElement.Parse(JsonBytes.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("query", fields[place - 1]);
            json.WritePropertyName("documents");
            json.WriteRawValue(documents.GetRawText());
            if (fields.Count > place + 1 && !string.IsNullOrWhiteSpace(fields[place + 1]))
                json.WriteString("top_n", fields[place + 1].Trim());
            json.WriteEndObject();
        }));
        return new CsvRow(place == 2 ? fields[0] : null, JinaPackageItem.Read(new JsonFields(item)));
    }

    static string Explain(string row)
    {
        if (CsvFields.Quoted(row) is not { } fields)
            return $"A field in quotes does not end on its line. A row is a line: write line breaks within JSON as \\n. {Form}";
        string? documents = fields.Find(field => field.TrimStart().StartsWith('['));
        if (documents is null)
            return string.Create(CultureInfo.InvariantCulture, $"None of its {fields.Count} fields is a JSON list of documents. {Form}");
        return $"The documents are no JSON list in any way of escaping commas and quotes. {Form}";
    }
}

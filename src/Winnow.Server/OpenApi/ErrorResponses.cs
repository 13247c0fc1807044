using System.Globalization;
using System.Text.Json.Nodes;
using Winnow.Server.Dialects;
using Winnow.Server.Http;

namespace Winnow.Server.OpenApi;

/// <summary>The error responses of an operation, from the dialects that its field <c>x-winnow-errors</c> names: the statuses are those that the dialects themselves give.</summary>
static class ErrorResponses
{
    const string Field = "x-winnow-errors";

    static readonly Dictionary<string, (Dialect Dialect, string Schema)> _dialects = new(StringComparer.Ordinal)
    {
        ["jina"] = (new JinaDialect(), "RerankError"),
        ["cohere"] = (new CohereDialect(), "RerankError"),
        ["voyage"] = (new VoyageDialect(), "RerankError"),
        ["tei"] = (new TeiDialect(), "TeiError"),
        ["vllm"] = (new ScoreDialect(), "OpenAiError"),
        ["nvidia"] = (new NvidiaDialect(), "NvidiaError"),
        ["bedrock"] = (new BedrockDialect(), "BedrockError"),
    };

    static readonly (ApiFault Fault, string Description)[] _faults =
    [
        (ApiFault.Malformed, "The body is no JSON."),
        (ApiFault.Invalid, "A field is missing or wrong."),
        (ApiFault.Empty, "There is no document."),
        (ApiFault.BodyTooLarge, "The body is larger than the server takes."),
        (ApiFault.WrongMediaType, "The body is no application/json."),
        (ApiFault.UnknownModel, "There is no such model."),
        (ApiFault.Unauthorized, "The key is missing or wrong."),
        (ApiFault.Overloaded, "The server has as much work as it takes, or the key has asked too often."),
        (ApiFault.Timeout, "The request took longer than it may."),
        (ApiFault.Unavailable, "The server is stopping or has no model."),
        (ApiFault.Failed, "The server has failed."),
    ];

    /// <summary>Adds the responses and takes the field away.</summary>
    public static void AddTo(JsonObject operation)
    {
        if (operation[Field] is not JsonArray names)
            return;
        operation.Remove(Field);
        JsonObject responses = operation["responses"]!.AsObject();
        var dialects = names.Select(name => _dialects[(string)name!]).ToList();
        var byStatus = from fault in _faults
                       from dialect in dialects
                       group (fault, dialect) by dialect.Dialect.Status(fault.Fault) into status
                       orderby status.Key
                       select status;
        foreach (var status in byStatus)
        {
            string description = string.Join(" ", status.Select(item => item.fault.Description).Distinct());
            string[] schemas = [.. status.Select(item => item.dialect.Schema).Distinct()];
            responses.Add(status.Key.ToString(CultureInfo.InvariantCulture), Response(description, schemas, status.Any(item => item.fault.Fault is ApiFault.Overloaded or ApiFault.Unavailable)));
        }
    }

    static JsonObject Response(string description, string[] schemas, bool retry)
    {
        JsonObject[] references = [.. schemas.Select(schema => new JsonObject { ["$ref"] = $"#/components/schemas/{schema}" })];
        var response = new JsonObject { ["description"] = description };
        if (retry)
            response["headers"] = new JsonObject { ["Retry-After"] = new JsonObject { ["$ref"] = "#/components/headers/RetryAfter" } };
        JsonObject schema = references.Length == 1 ? references[0] : new JsonObject { ["anyOf"] = new JsonArray([.. references]) };
        response["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schema } };
        return response;
    }
}

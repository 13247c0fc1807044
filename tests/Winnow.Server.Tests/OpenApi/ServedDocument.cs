using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Winnow.Server.Tests.OpenApi;

/// <summary>The document that a server gives, with its references resolved, and a check of values against its schemas.</summary>
/// <remarks>The check is stricter than the document: an object has no other fields than those that its schema names, unless it says that it may.</remarks>
sealed class ServedDocument
{
    const string Reference = "$ref";

    readonly JsonObject _strict;

    ServedDocument(JsonNode json)
    {
        Json = json;
        _strict = JsonNode.Parse(json["components"]!["schemas"]!.ToJsonString())!.AsObject();
        Close(_strict);
        Operations = [.. json["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => new Operation(operation.Key, path.Key, operation.Value!)))];
        References = [.. All(json).Where(node => node[Reference] is not null).Select(node => (string)node[Reference]!).Distinct()];
    }

    public JsonNode Json { get; }

    public IReadOnlyList<Operation> Operations { get; }

    public IReadOnlyList<string> References { get; }

    public static async Task<ServedDocument> ReadAsync(HttpClient client) =>
        new(JsonNode.Parse(await client.GetStringAsync("/openapi.json", TestContext.Current.CancellationToken))!);

    /// <summary>Finds what a reference means, or null.</summary>
    public JsonNode? Find(string reference) => reference.Split('/').Skip(1).Aggregate((JsonNode?)Json, (node, name) => node?[name]);

    /// <summary>Follows a reference where the node is one.</summary>
    public JsonNode Resolve(JsonNode node) => node[Reference] is { } reference ? Find((string)reference!)! : node;

    /// <summary>Gets the examples of a media type.</summary>
    public Dictionary<string, JsonNode> Examples(JsonNode content) =>
        (content["examples"]?.AsObject() ?? []).ToDictionary(example => example.Key, example => Resolve(example.Value!)["value"]!);

    /// <summary>Checks a value against a schema of the document.</summary>
    public void Check(JsonNode schema, JsonNode value, string what)
    {
        JsonObject root = schema.DeepClone().AsObject();
        Close(root);
        root["$defs"] = _strict.DeepClone();
        string text = root.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);
        EvaluationResults results = JsonSchema.FromText(text).Evaluate(JsonSerializer.SerializeToElement(value), new EvaluationOptions { OutputFormat = OutputFormat.List });
        var errors = (results.Details ?? []).Where(detail => detail.Errors is not null).SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}"));
        Assert.True(results.IsValid, $"{what}\n{string.Join('\n', errors)}");
    }

    static void Close(JsonNode node)
    {
        foreach (JsonObject item in All(node).Where(item => item["properties"] is JsonObject && item["additionalProperties"] is null).ToList())
            item["additionalProperties"] = false;
    }

    static IEnumerable<JsonObject> All(JsonNode? node) => node switch
    {
        JsonObject item => item.Select(field => field.Value).SelectMany(All).Prepend(item),
        JsonArray list => list.SelectMany(All),
        _ => [],
    };
}

/// <summary>A method of a path.</summary>
sealed record Operation(string Method, string Path, JsonNode Json)
{
    public string Name => $"{Method} {Path}";
}

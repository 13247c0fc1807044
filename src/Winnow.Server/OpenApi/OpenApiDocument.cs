using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Winnow.Server.Models;

namespace Winnow.Server.OpenApi;

/// <summary>Puts the OpenAPI document together from the files in <c>Fragments</c>, one for each API.</summary>
/// <remarks>
/// It is written by hand because the fields of a body, not its address, tell which API it is: of that the framework, which reads types and signatures, could say nothing. Tests send its
/// examples to a server, hold the answers against its schemas, and its paths against those that are mapped.
/// </remarks>
static class OpenApiDocument
{
    const string FragmentPrefix = "openapi/";

    static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Makes the document.</summary>
    /// <param name="prefix">What stands before every address, or empty.</param>
    public static byte[] Create(string prefix)
    {
        var document = new JsonObject();
        // The file that begins the document comes first, and the others by their names.
        foreach (string name in Fragments().OrderBy(name => !name.EndsWith("/document.json", StringComparison.Ordinal)).ThenBy(name => name, StringComparer.Ordinal))
            Merge(document, Read(name));
        document["info"]!["version"] = ServerFacts.Version;
        document["servers"] = new JsonArray(new JsonObject { ["url"] = prefix.Length == 0 ? "/" : prefix });
        foreach ((_, JsonNode? path) in document["paths"]!.AsObject())
        {
            foreach ((_, JsonNode? operation) in path!.AsObject())
                ErrorResponses.AddTo(operation!.AsObject());
        }

        return JsonSerializer.SerializeToUtf8Bytes(document, _json);
    }

    static IEnumerable<string> Fragments() =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith(FragmentPrefix, StringComparison.Ordinal));

    static JsonObject Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        return JsonNode.Parse(stream)!.AsObject();
    }

    // Two files may add to one object; no two say the same thing twice.
    static void Merge(JsonObject target, JsonObject source)
    {
        foreach ((string name, JsonNode? value) in source)
        {
            if (target[name] is JsonObject both && value is JsonObject more)
                Merge(both, more);
            else
                target.Add(name, value?.DeepClone());
        }
    }
}

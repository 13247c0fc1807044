using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.OpenApi;

public sealed class OpenApiDocumentTests
{
    // Operations that the document knows and that a server maps only where it hosts many models for SageMaker.
    static readonly string[] _notMapped =
    [
        "post /models", "get /models/{name}", "delete /models/{name}", "post /models/{name}/invoke",
    ];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_Paths_AreThoseThatAreMapped()
    {
        await using TestServer server = await TestServer.StartAsync();
        ServedDocument document = await ServedDocument.ReadAsync(server.Client);

        var mapped = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText?.Contains("tei.v1.", StringComparison.Ordinal) == false)
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => $"{method.ToLowerInvariant()} {endpoint.RoutePattern.RawText}"))
            // HEAD is GET without a body, and the page's own files are nobody's API.
            .Where(name => !name.StartsWith("head ", StringComparison.Ordinal) && !name.StartsWith("get /page/", StringComparison.Ordinal));

        Assert.Equal(document.Operations.Select(operation => operation.Name).Except(_notMapped).Order(), mapped.Order());
        Assert.Empty(_notMapped.Except(document.Operations.Select(operation => operation.Name)));
    }

    [Fact]
    public async Task Document_References_AllLeadSomewhere()
    {
        await using TestServer server = await TestServer.StartAsync();
        ServedDocument document = await ServedDocument.ReadAsync(server.Client);

        Assert.All(document.References, reference => Assert.NotNull(document.Find(reference)));
        Assert.Equal(document.Operations.Count, document.Operations.Select(operation => (string)operation.Json["operationId"]!).Distinct().Count());
    }

    [Fact]
    public async Task Document_Components_AreAllUsed()
    {
        await using TestServer server = await TestServer.StartAsync();
        ServedDocument document = await ServedDocument.ReadAsync(server.Client);

        var unused = document.Json["components"]!.AsObject().Where(kind => kind.Key != "securitySchemes")
            .SelectMany(kind => kind.Value!.AsObject().Select(part => $"#/components/{kind.Key}/{part.Key}"))
            .Except(document.References);
        Assert.Empty(unused);
    }

    [Fact]
    public async Task Document_AnswerExamples_FollowTheirSchemas()
    {
        await using TestServer server = await TestServer.StartAsync();
        ServedDocument document = await ServedDocument.ReadAsync(server.Client);

        int count = 0;
        foreach (Operation operation in document.Operations)
        {
            foreach ((string status, JsonNode? reference) in operation.Json["responses"]!.AsObject())
            {
                foreach ((string type, JsonNode? content) in document.Resolve(reference!)["content"]?.AsObject() ?? [])
                {
                    foreach ((string name, JsonNode value) in document.Examples(content!))
                    {
                        document.Check(content!["schema"]!, value, $"{operation.Name} {status} {type} {name}");
                        count++;
                    }
                }
            }
        }

        Assert.True(count > 15, $"Only {count} examples were found.");
    }

    [Fact]
    public async Task Document_RequestExamples_AreAnsweredByTheirSchemas()
    {
        await using TestServer server = await TestServer.StartAsync();
        ServedDocument document = await ServedDocument.ReadAsync(server.Client);

        int count = 0;
        foreach (Operation operation in document.Operations.Where(operation => operation.Method == "post" && !_notMapped.Contains(operation.Name)))
        {
            JsonNode content = document.Resolve(operation.Json["requestBody"]!)["content"]!["application/json"]!;
            foreach ((string name, JsonNode body) in document.Examples(content))
            {
                document.Check(content["schema"]!, body, $"{operation.Name} request {name}");
                await CheckAnswerAsync(server, document, operation, body.ToJsonString(), 200, name);
                count++;
            }
        }

        Assert.True(count > 30, $"Only {count} examples were found.");
    }

    [Fact]
    public async Task Document_Gets_AreAnsweredByTheirSchemas()
    {
        await using TestServer server = await TestServer.StartAsync();
        ServedDocument document = await ServedDocument.ReadAsync(server.Client);

        foreach (Operation operation in document.Operations.Where(operation => operation.Method == "get" && !_notMapped.Contains(operation.Name)))
            await CheckAnswerAsync(server, document, operation, null, 200, "get");
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("{", 400)]
    [InlineData("""{"query":"a","documents":[],"texts":[],"passages":[],"inputs":[]}""", null)]
    public async Task Document_Errors_FollowTheirSchemas(string body, int? expected)
    {
        await using TestServer server = await TestServer.StartAsync();
        ServedDocument document = await ServedDocument.ReadAsync(server.Client);

        foreach (Operation operation in document.Operations.Where(operation => operation.Method == "post" && !_notMapped.Contains(operation.Name)))
            await CheckAnswerAsync(server, document, operation, body, expected, body);
    }

    [Fact]
    public async Task Document_UnknownModelOfSeveral_IsDocumentedEverywhere()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.AcceptAnyModelName = false);
        ServedDocument document = await ServedDocument.ReadAsync(server.Client);

        foreach (Operation operation in document.Operations.Where(operation => operation.Method == "post" && !_notMapped.Contains(operation.Name)))
        {
            JsonNode content = document.Resolve(operation.Json["requestBody"]!)["content"]!["application/json"]!;
            JsonObject body = document.Examples(content).First().Value.DeepClone().AsObject();
            // Jina's package has its fields one level down.
            (body["data"] ?? body)["model"] = "other";
            await CheckAnswerAsync(server, document, operation, body.ToJsonString(), 404, "unknown model");
        }
    }

    [Fact]
    public async Task Document_Prefix_StandsInServers()
    {
        await using TestServer server = await TestServer.StartAsync();
        ServedDocument document = await ServedDocument.ReadAsync(server.Client);
        JsonNode prefixed = JsonNode.Parse(Winnow.Server.OpenApi.OpenApiDocument.Create("/rerank-service"))!;

        Assert.Equal("/", (string)document.Json["servers"]![0]!["url"]!);
        Assert.Equal("/rerank-service", (string)prefixed["servers"]![0]!["url"]!);
    }

    static async Task CheckAnswerAsync(TestServer server, ServedDocument document, Operation operation, string? body, int? expected, string what)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(operation.Method), operation.Path.Replace("{id}", "bert", StringComparison.Ordinal));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await server.Client.SendAsync(request, Cancellation);
        int status = (int)response.StatusCode;
        string text = await response.Content.ReadAsStringAsync(Cancellation);
        what = $"{operation.Name} {what}: {status} {text}";
        Assert.True(expected is null ? status is >= 400 and < 500 : status == expected, what);

        JsonNode? documented = operation.Json["responses"]![status.ToString(System.Globalization.CultureInfo.InvariantCulture)];
        Assert.True(documented is not null, $"{what} is a status that the document does not have.");
        if (document.Resolve(documented)["content"] is not { } content)
        {
            Assert.True(text.Length == 0, $"{what} has a body, and the document has none.");
            return;
        }

        string type = response.Content.Headers.ContentType!.MediaType!;
        JsonNode schema = content[type]?["schema"] ?? throw new InvalidOperationException($"{what} is {type}, and the document has no such type.");
        JsonNode[] values = type switch
        {
            "application/json" => [JsonNode.Parse(text)!],
            "application/x-ndjson" => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)],
            _ => [JsonValue.Create(text)],
        };
        Assert.All(values, value => document.Check(schema, value, what));
    }
}

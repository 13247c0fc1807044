using System.Text.Json;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.SageMaker;

public sealed class InvocationEndpointTests
{
    const string Query = "where do herons nest";
    const string Package = """{"data":{"documents":[{"text":"They eat fish."},{"text":"In trees."},{"text":"Herons nest in colonies."}],"query":"where do herons nest","top_n":2}}""";

    static readonly string[] _documents = ["They eat fish.", "In trees.", "Herons nest in colonies."];

    [Fact]
    public async Task Invoke_PackageBody_AnswersAsJinasContainers()
    {
        await using TestServer server = await TestServer.StartAsync();

        HttpAnswer answer = await HttpAnswer.PostAsync(server.Client, "/invocations", Package);

        Assert.Equal((200, "application/json"), (answer.Status, answer.Type));
        Assert.Equal(["data", "parameters"], answer.Json.EnumerateObject().Select(property => property.Name));
        Assert.Equal("{}", answer.Json.GetProperty("parameters").GetRawText());
        JsonElement item = Assert.Single(answer.Json.GetProperty("data").EnumerateArray());
        Assert.Equal(["id", "query_usage", "results"], item.EnumerateObject().Select(property => property.Name));
        using var reranker = Load();
        int overhead = reranker.Tokenizer.SingleOverhead;
        Assert.Equal(reranker.Tokenizer.Tokenize(Query).Length + overhead, item.GetProperty("query_usage").GetProperty("total_tokens").GetInt32());
        JsonElement[] results = [.. item.GetProperty("results").EnumerateArray()];
        var expected = reranker.Rerank(Query, _documents, new RerankOptions { TopN = 2 }, TestContext.Current.CancellationToken);
        Assert.Equal(expected.Select(result => (result.Index, result.Score, result.Document)), results.Select(result =>
            (result.GetProperty("index").GetInt32(), result.GetProperty("relevance_score").GetSingle(), result.GetProperty("document").GetProperty("text").GetString())));
        Assert.Equal(
            expected.Select(result => reranker.Tokenizer.Tokenize(result.Document!).Length + overhead), results.Select(result => result.GetProperty("usage").GetProperty("total_tokens").GetInt32()));
        string[] ids = [.. Ids(answer.Json)];
        Assert.Equal(1 + 1 + (2 * 3), ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{32}$", id));
    }

    [Fact]
    public async Task Invoke_PackageList_AnswersEachInOrder()
    {
        await using TestServer server = await TestServer.StartAsync();
        // More than are computed at once.
        string list = string.Join(",", Enumerable.Range(0, 40).Select(i => $$"""{"query":"q{{i}}","documents":["d{{i}}",{"text":"e{{i}}"}]}"""));

        HttpAnswer answer = await HttpAnswer.PostAsync(server.Client, "/invocations", $$"""{"data":[{{list}}]}""");

        Assert.Equal(200, answer.Status);
        JsonElement[] items = [.. answer.Json.GetProperty("data").EnumerateArray()];
        Assert.Equal(40, items.Length);
        for (int i = 0; i < items.Length; i++)
            Assert.Equal([$"d{i}", $"e{i}"], items[i].GetProperty("results").EnumerateArray().Select(result => result.GetProperty("document").GetProperty("text").GetString()).Order());
    }

    [Fact]
    public async Task Invoke_PackageWithoutDocumentsWanted_LeavesThemOut()
    {
        await using TestServer server = await TestServer.StartAsync();

        HttpAnswer answer = await HttpAnswer.PostAsync(server.Client, "/invocations", """{"data":{"query":"q","documents":["d"],"return_documents":false}}""");

        Assert.False(answer.Json.GetProperty("data")[0].GetProperty("results")[0].TryGetProperty("document", out _));
    }

    [Theory]
    [InlineData("""{"query":"where do herons nest","texts":["They eat fish.","In trees."]}""")]
    [InlineData("""{"query":"where do herons nest","documents":["They eat fish.",{"text":"In trees."}],"top_n":1,"return_documents":true}""")]
    [InlineData("""{"query":"where do herons nest","documents":["They eat fish.","In trees."],"top_k":1}""")]
    [InlineData("""{"queries":[{"type":"TEXT","textQuery":{"text":"where do herons nest"}}],"sources":[{"type":"INLINE","inlineDocumentSource":{"type":"TEXT","textDocument":{"text":"In trees."}}}]}""")]
    public async Task Invoke_PlainBody_AnswersAsRerankDoes(string body)
    {
        await using TestServer server = await TestServer.StartAsync();

        HttpAnswer invoked = await HttpAnswer.PostAsync(server.Client, "/invocations", body);
        HttpAnswer reranked = await HttpAnswer.PostAsync(server.Client, "/rerank", body);

        Assert.Equal(200, invoked.Status);
        Assert.Equal(WithoutNames(reranked.Json), WithoutNames(invoked.Json));
        Assert.Contains("x-compute-tokens", invoked.Headers.Select(header => header.Key));
    }

    [Theory]
    [InlineData("""{"query":"q","documents":["a","b"],"stream":true}""", null)]
    [InlineData("""{"query":"q","documents":["a","b"]}""", "application/x-ndjson")]
    public async Task Invoke_Stream_SendsResultsAsTheyCome(string body, string? accept)
    {
        await using TestServer server = await TestServer.StartAsync();

        HttpAnswer answer = await HttpAnswer.PostAsync(server.Client, "/invocations", body, accept: accept);

        Assert.Equal((200, "application/x-ndjson"), (answer.Status, answer.Type));
        Assert.Equal([true, true, false], answer.Lines.Select(line => line.TryGetProperty("relevance_score", out _)));
    }

    [Fact]
    public async Task Invoke_JsonLinesAccepted_AnswersWithALine()
    {
        await using TestServer server = await TestServer.StartAsync();

        HttpAnswer answer = await HttpAnswer.PostAsync(server.Client, "/invocations", Package, accept: "application/jsonlines");

        Assert.Equal((200, "application/jsonlines"), (answer.Status, answer.Type));
        Assert.Single(Assert.Single(answer.Lines).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task Invoke_AddressOfTheSdks_IsTheSame()
    {
        await using TestServer server = await TestServer.StartAsync();

        HttpAnswer answer = await HttpAnswer.PostAsync(server.Client, "/endpoints/any-name/invocations", Package);

        Assert.Equal((200, 2), (answer.Status, answer.Json.GetProperty("data")[0].GetProperty("results").GetArrayLength()));
    }

    [Fact]
    public async Task Invoke_NoContentType_IsTakenForJson()
    {
        await using TestServer server = await TestServer.StartAsync();

        Assert.Equal(200, (await HttpAnswer.PostAsync(server.Client, "/invocations", Package, type: null)).Status);
    }

    [Theory]
    [InlineData("""{"data":{"documents":["d"]}}""", 422, "The field 'data.query' is missing.")]
    [InlineData("""{"data":[{"query":"q","documents":["d"]},{"query":"q"}]}""", 422, "The field 'data[1].documents' is missing.")]
    [InlineData("""{"data":[]}""", 422, "The list 'data' must have at least one object with 'query' and 'documents'.")]
    [InlineData("""{"data":"q"}""", 422, "The field 'data' must be a JSON object, not a string.")]
    [InlineData("""{"data":{"text":"q"}}""", 422, "The field 'data.query' is missing. This server ranks documents and makes no embeddings of a 'text': send 'query' and 'documents'.")]
    [InlineData("""{"data":{"query":"q","documents":["d",{"image":"https://example.org/a.png"}]}}""", 422, "The field 'data.documents[1]' is a picture ('image'), and this model reads texts only: send 'text'.")]
    [InlineData("""{"data":{"query":"q","documents":[]}}""", 422, "The list of documents must not be empty.")]
    [InlineData("""{"data":{"query":" ","documents":["d"]}}""", 422, "The query must not be empty or only white space.")]
    [InlineData("""{"data":{"query":"q","documents":["d"],"top_n":-1}}""", 422, "The field 'data.top_n' must be a whole number from 0, not -1.")]
    [InlineData("""{"query":"q"}""", 422, "The field 'documents' is missing.")]
    [InlineData("[1]", 422, "The body must be a JSON object, not an array.")]
    [InlineData("", 400, null)]
    [InlineData("{", 400, null)]
    public async Task Invoke_WrongBody_SaysWhatIsWrong(string body, int status, string? message)
    {
        await using TestServer server = await TestServer.StartAsync();

        HttpAnswer answer = await HttpAnswer.PostAsync(server.Client, "/invocations", body);

        Assert.Equal((status, "application/json"), (answer.Status, answer.Type));
        if (message is null)
            Assert.StartsWith("The body is not valid JSON: ", answer.Message, StringComparison.Ordinal);
        else
            Assert.Equal(message, answer.Message);
    }

    [Fact]
    public async Task Invoke_WrongTextsBody_AnswersInTeisShape()
    {
        await using TestServer server = await TestServer.StartAsync();

        HttpAnswer answer = await HttpAnswer.PostAsync(server.Client, "/invocations", """{"texts":["d"]}""");

        Assert.Equal((422, """{"error":"The field 'query' is missing.","error_type":"Validation"}"""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Invoke_InvalidUtf8_Is400()
    {
        await using TestServer server = await TestServer.StartAsync();

        HttpAnswer answer = await HttpAnswer.SendAsync(server.Client, HttpMethod.Post, "/invocations", [0x7B, 0x22, 0xFF, 0x22, 0x7D]);

        Assert.Equal((400, "The body is not valid UTF-8. Send text in UTF-8."), (answer.Status, answer.Message));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("not a type")]
    public async Task Invoke_UnknownContentType_Is415(string type)
    {
        await using TestServer server = await TestServer.StartAsync();

        HttpAnswer answer = await HttpAnswer.PostAsync(server.Client, "/invocations", Package, type);

        Assert.Equal((415, $"The Content-Type must be application/json, application/jsonlines or text/csv, not '{type}'."), (answer.Status, answer.Message));
    }

    [Theory]
    [InlineData("image/png", "Answers here are application/json or application/jsonlines, and the Accept header has only 'image/png'.")]
    [InlineData(";;", "The Accept header ';;' is no list of media types. Leave it out, or send application/json or application/jsonlines.")]
    public async Task Invoke_UnknownAccept_Is406(string accept, string message)
    {
        await using TestServer server = await TestServer.StartAsync();

        HttpAnswer answer = await HttpAnswer.PostAsync(server.Client, "/invocations", Package, accept: accept);

        Assert.Equal((406, message), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Invoke_BodyTooLarge_Is413()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.MaxBodyBytes = 100);

        Assert.Equal(413, (await HttpAnswer.PostAsync(server.Client, "/invocations", Package)).Status);
    }

    [Fact]
    public async Task Invoke_Headers_ComeBackWithAnswersAndErrors()
    {
        await using TestServer server = await TestServer.StartAsync();
        (string, string)[] sent = [("X-Amzn-SageMaker-Custom-Attributes", "trace=7; user=a"), ("X-Amzn-SageMaker-Inference-Id", "i-1"), ("X-Amzn-SageMaker-Target-Variant", "blue")];

        HttpAnswer good = await HttpAnswer.PostAsync(server.Client, "/invocations", Package, headers: sent);
        HttpAnswer bad = await HttpAnswer.PostAsync(server.Client, "/invocations", "{", headers: sent);

        foreach (HttpAnswer answer in (HttpAnswer[])[good, bad])
        {
            Assert.Equal(["trace=7; user=a"], answer.Headers.GetValues("X-Amzn-SageMaker-Custom-Attributes"));
            Assert.Equal(["i-1"], answer.Headers.GetValues("X-Amzn-SageMaker-Inference-Id"));
            Assert.False(answer.Headers.Contains("X-Amzn-SageMaker-Target-Variant"));
        }
    }

    [Fact]
    public async Task Invoke_AttributesTooLong_AreLeftOut()
    {
        await using TestServer server = await TestServer.StartAsync();

        HttpAnswer answer = await HttpAnswer.PostAsync(server.Client, "/invocations", Package, headers: ("X-Amzn-SageMaker-Custom-Attributes", new string('a', 1025)));

        Assert.Equal(200, answer.Status);
        Assert.False(answer.Headers.Contains("X-Amzn-SageMaker-Custom-Attributes"));
    }

    static Reranker Load() => Reranker.Load(TestServer.ModelFolder, new EngineOptions { Precision = Precision.Float32 });

    static IEnumerable<string> Ids(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => property.NameEquals("id") ? [property.Value.GetString()!] : Ids(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Ids),
        _ => [],
    };

    // Names and times are new each time.
    static string WithoutNames(JsonElement json) => json.ValueKind == JsonValueKind.Array
        ? json.GetRawText()
        : string.Join("\n", json.EnumerateObject().Where(property => property.Name is not ("id" or "created")).Select(property => property.ToString()));
}

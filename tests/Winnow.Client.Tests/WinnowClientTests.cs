using System.Net;
using Microsoft.AspNetCore.Builder;
using Winnow.Client.Tests.Fakes;
using Winnow.Server;

namespace Winnow.Client.Tests;

public sealed class WinnowClientTests
{
    const string Query = "where do herons nest";
    static readonly string[] _documents = ["They eat fish.", "In trees.", "Herons nest in colonies."];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static string ModelFolder => Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "bert");

    [Theory]
    [InlineData(null, null)]
    [InlineData(2, null)]
    [InlineData(9, false)]
    public async Task RerankAsync_WinnowsServer_GivesWhatTheEngineGives(int? topN, bool? returnDocuments)
    {
        await using WebApplication server = await StartAsync();
        using var client = Client(server.Urls.First());
        using var engine = Reranker.Load(ModelFolder, new EngineOptions { Precision = Precision.Float32 });
        var options = new RerankOptions { TopN = topN, ReturnDocuments = returnDocuments };

        IReadOnlyList<RerankResult> results = await client.RerankAsync(Query, _documents, options, Cancellation);

        Assert.Equal(engine.Rerank(Query, _documents, options, Cancellation), results);
    }

    [Fact]
    public async Task RerankAsync_OddTexts_ArriveAsTheEngineReadsThem()
    {
        await using WebApplication server = await StartAsync();
        using var client = Client(server.Urls.First());
        using var engine = Reranker.Load(ModelFolder, new EngineOptions { Precision = Precision.Float32 });
        string[] documents = ["", "\0\u001f\"\\</script>", "🐦 Reiher \ud800 nisten", "日本語"];

        IReadOnlyList<RerankResult> results = await client.RerankAsync("q🐦", documents, cancellationToken: Cancellation);

        Assert.Equal(engine.Rerank("q🐦", documents, cancellationToken: Cancellation), results);
    }

    [Fact]
    public async Task RerankAsync_EmptyQuery_IsTheServersSentence()
    {
        await using WebApplication server = await StartAsync();
        using var client = Client(server.Urls.First());

        var error = await Assert.ThrowsAsync<WinnowException>(() => client.RerankAsync(" ", _documents, cancellationToken: Cancellation));

        Assert.Equal("The query must not be empty or only white space.", error.Message);
    }

    [Fact]
    public async Task RerankAsync_UnknownModel_IsTheServersSentence()
    {
        await using WebApplication server = await StartAsync(options => options.AcceptAnyModelName = false);
        using var client = Client(server.Urls.First(), options => options.Model = "other");

        var error = await Assert.ThrowsAsync<WinnowException>(() => client.RerankAsync(Query, _documents, cancellationToken: Cancellation));

        Assert.Equal("The model 'other' is not served here. Served: 'bert'.", error.Message);
    }

    [Fact]
    public async Task RerankAsync_NothingToRank_AsksNobody()
    {
        using var client = Client("http://127.0.0.1:1");

        Assert.Empty(await client.RerankAsync(Query, [], cancellationToken: Cancellation));
        Assert.Empty(await client.RerankAsync(Query, _documents, new RerankOptions { TopN = 0 }, Cancellation));
    }

    [Fact]
    public async Task RerankAsync_WrongArguments_AreRefusedBeforeAnythingIsSent()
    {
        using var client = Client("http://127.0.0.1:1");

        await Assert.ThrowsAsync<ArgumentNullException>(() => client.RerankAsync(null!, _documents, cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(() => client.RerankAsync(Query, null!, cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(() => client.RerankAsync(Query, ["a", null!], cancellationToken: Cancellation));
        await Assert.ThrowsAsync<NotSupportedException>(() => client.RerankAsync(Query, _documents, new RerankOptions { MaxTokens = 10 }, Cancellation));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.RerankAsync(Query, _documents, cancellationToken: new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task RerankAsync_Settings_AreSent()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(ScriptedServer.Answer(200, ScriptedServer.Good));
        using var client = Client(server.Address.ToString(), options =>
        {
            options.ApiKey = "secret";
            options.Model = "m";
        });

        await client.RerankAsync(Query, ["a", "b"], new RerankOptions { TopN = 2 }, Cancellation);

        Assert.Equal("Bearer secret", server.Authorization);
        Assert.Equal("""{"model":"m","query":"where do herons nest","documents":["a","b"],"top_n":2,"return_documents":false,"return_logits":true}""", server.Body!.ToJsonString());
    }

    [Fact]
    public async Task RerankAsync_JinasAnswer_GetsLogitsFromItsScores()
    {
        const string answer = """
            {"model":"jina-reranker-v2-base-multilingual","object":"list","usage":{"total_tokens":815},
             "results":[{"index":1,"document":{"text":"b"},"relevance_score":0.75},{"index":0,"document":{"text":"a"},"relevance_score":0.5},{"index":2,"relevance_score":-3}]}
            """;
        await using ScriptedServer server = await ScriptedServer.StartAsync(ScriptedServer.Answer(200, answer));
        using var client = Client(server.Address.ToString(), options => options.ReturnLogits = false);

        IReadOnlyList<RerankResult> results = await client.RerankAsync(Query, ["a", "b", "c"], cancellationToken: Cancellation);

        Assert.Equal([new RerankResult(1, 0.75f, (float)Math.Log(3), "b"), new RerankResult(0, 0.5f, 0, "a"), new RerankResult(2, -3, -3, "c")], results);
        Assert.False(server.Body!.AsObject().ContainsKey("return_logits"));
    }

    [Theory]
    [InlineData("", "/v1/rerank")]
    [InlineData("v1", "/v1/rerank")]
    [InlineData("v1/", "/v1/rerank")]
    [InlineData("v1/rerank", "/v1/rerank")]
    [InlineData("behind/proxy", "/behind/proxy/v1/rerank")]
    public async Task RerankAsync_Address_IsTakenInAnyOfItsForms(string path, string expected)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(ScriptedServer.Answer(200, ScriptedServer.Good));
        using var client = Client(new Uri(server.Address, path).ToString());

        await client.RerankAsync(Query, ["a", "b"], cancellationToken: Cancellation);

        Assert.Equal(expected, server.Path);
    }

    [Theory]
    [InlineData(422, """{"detail":"[RID: 1] wrong model"}""", "[RID: 1] wrong model")]
    [InlineData(400, """{"message":"query must not be empty","id":"7"}""", "query must not be empty")]
    [InlineData(413, """{"error":"too large","error_type":"Validation"}""", "too large")]
    [InlineData(404, """{"error":{"message":"no such model","code":404}}""", "no such model")]
    public async Task RerankAsync_WrongInput_IsWinnowException(int status, string body, string expected)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(ScriptedServer.Answer(status, body));
        using var client = Client(server.Address.ToString());

        var error = await Assert.ThrowsAsync<WinnowException>(() => client.RerankAsync(Query, _documents, cancellationToken: Cancellation));

        Assert.Equal(expected, error.Message);
    }

    [Theory]
    [InlineData(401, """{"message":"no such key"}""", "The server answered 401 with: no such key")]
    [InlineData(404, "<html>", "The server answered 404 without a message; check that the address is that of a rerank API.")]
    [InlineData(429, """{"message":"slow down"}""", "The server answered 429 with: slow down")]
    [InlineData(500, "[1]", "The server answered 500 without a message; check that the address is that of a rerank API.")]
    public async Task RerankAsync_OtherErrors_AreHttpRequestExceptionWithTheStatus(int status, string body, string expected)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(ScriptedServer.Answer(status, body));
        using var client = Client(server.Address.ToString());

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => client.RerankAsync(Query, _documents, cancellationToken: Cancellation));

        Assert.Equal((HttpStatusCode)status, error.StatusCode);
        Assert.Equal(expected, error.Message);
        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData("<html>", "it is not the JSON that was expected")]
    [InlineData("{}", "it has no list 'results'")]
    [InlineData("null", "it has no list 'results'")]
    [InlineData("""{"results":[{"index":3,"relevance_score":1}]}""", "result 0 has no index of a document, or one that was there already")]
    [InlineData("""{"results":[{"index":0,"relevance_score":1},{"index":0,"relevance_score":1}]}""", "result 1 has no index of a document, or one that was there already")]
    [InlineData("""{"results":[null]}""", "result 0 has no index of a document, or one that was there already")]
    [InlineData("""{"results":[{"index":0}]}""", "result 0 has no 'relevance_score'")]
    public async Task RerankAsync_AnswerThatIsNoRanking_IsHttpRequestException(string body, string expected)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(ScriptedServer.Answer(200, body));
        using var client = Client(server.Address.ToString());

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => client.RerankAsync(Query, _documents, cancellationToken: Cancellation));

        Assert.Equal(HttpRequestError.InvalidResponse, error.HttpRequestError);
        Assert.Equal($"The server's answer cannot be used: {expected}. Check that the address is that of a rerank API.", error.Message);
    }

    [Fact]
    public async Task RerankAsync_ServerThatNeverAnswers_IsTimeoutException()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(ScriptedServer.Hang);
        using var client = Client(server.Address.ToString(), options => options.Timeout = TimeSpan.FromMilliseconds(50));

        var error = await Assert.ThrowsAsync<TimeoutException>(() => client.RerankAsync(Query, _documents, cancellationToken: Cancellation));

        Assert.Equal($"The server at {server.Address}v1/rerank has not answered within the timeout of 0.05 s.", error.Message);
    }

    [Fact]
    public async Task RerankAsync_Cancelled_IsOperationCanceledException()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(ScriptedServer.Hang);
        using var client = Client(server.Address.ToString());
        using var source = new CancellationTokenSource();

        Task call = client.RerankAsync(Query, _documents, cancellationToken: source.Token);
        while (server.Requests == 0)
            await Task.Delay(5, Cancellation);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public void GetService_Metadata_NamesTheModel()
    {
        using var client = Client("http://127.0.0.1:1", options => options.Model = "m");

        Assert.Equal(new RerankerMetadata("winnow", "m"), client.GetService(typeof(RerankerMetadata)));
        Assert.Same(client, client.GetService(typeof(IReranker)));
        Assert.Null(client.GetService(typeof(IReranker), "key"));
        Assert.Null(client.GetService(typeof(string)));
    }

    [Fact]
    public void Constructor_WrongSettings_SayWhatIsWrong()
    {
        Assert.Equal(
            "WinnowClientOptions.BaseAddress is not set; it must be the server's address, such as http://localhost:8080.",
            Assert.Throws<WinnowException>(() => new WinnowClient(new HttpClient(), new WinnowClientOptions())).Message);
        Assert.Equal(
            "WinnowClientOptions.BaseAddress is 'ftp://a/'; it must be the server's address, such as http://localhost:8080.",
            Assert.Throws<WinnowException>(() => Client("ftp://a/")).Message);
        Assert.Equal(
            "WinnowClientOptions.Timeout is 00:00:00; it must be longer than nothing, or Timeout.InfiniteTimeSpan.",
            Assert.Throws<WinnowException>(() => Client("http://a", options => options.Timeout = TimeSpan.Zero)).Message);
        Assert.Equal(
            "WinnowClientOptions.MaxRetries is -1; it must be from 0.",
            Assert.Throws<WinnowException>(() => Client("http://a", options => options.MaxRetries = -1)).Message);
    }

    static WinnowClient Client(string address, Action<WinnowClientOptions>? configure = null)
    {
        var options = new WinnowClientOptions { BaseAddress = new Uri(address) };
        configure?.Invoke(options);
        return new WinnowClient(new HttpClient(), options);
    }

    static async Task<WebApplication> StartAsync(Action<WinnowServerOptions>? configure = null)
    {
        WebApplication server = ServerHost.Build(["http://127.0.0.1:0"], options =>
        {
            options.Engine = new EngineOptions { Precision = Precision.Float32, Threads = 2 };
            options.Models.Add(ModelFolder);
            configure?.Invoke(options);
        });
        await server.StartAsync();
        return server;
    }
}

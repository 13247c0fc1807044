using System.Globalization;
using Grpc.Core;
using Winnow.Server.Batching;
using Winnow.Server.Grpc.Protocol;
using Winnow.Server.Models;
using Winnow.Server.Tests.Fakes;
using Metadata = Grpc.Core.Metadata;

namespace Winnow.Server.Tests.Grpc;

public sealed class RerankGrpcServiceTests
{
    const string Query = "where do herons nest";
    static readonly string[] _texts = ["They eat fish.", "In trees.", "Herons nest in colonies. 🐦"];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rerank_Texts_GivesTheLibrarysOrderAndScores()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();

        using var call = new Rerank.RerankClient(server.Calls).RerankAsync(Request(), cancellationToken: Cancellation);
        RerankResponse response = await call;

        Assert.Equal(Expected().Select(result => (result.Index, result.Score)), response.Ranks.Select(rank => ((int)rank.Index, rank.Score)));
        Assert.All(response.Ranks, rank => Assert.False(rank.HasText));
        // The bird is one character and two of C#'s.
        Assert.Equal((uint)_texts.Sum(text => Query.Length + text.Length) - 1, response.Metadata.ComputeChars);
        Assert.True(response.Metadata.ComputeTokens > 20);
        Assert.True(response.Metadata.TotalTimeNs >= response.Metadata.InferenceTimeNs && response.Metadata.InferenceTimeNs > 0);
        Metadata headers = await call.ResponseHeadersAsync;
        Assert.Equal(response.Metadata.ComputeTokens.ToString(CultureInfo.InvariantCulture), headers.GetValue("x-compute-tokens"));
    }

    [Fact]
    public async Task Rerank_RawScoresAndText_GivesLogitsAndTexts()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        RerankRequest request = Request();
        request.RawScores = request.ReturnText = true;

        RerankResponse response = await new Rerank.RerankClient(server.Calls).RerankAsync(request, cancellationToken: Cancellation);

        Assert.Equal(Expected().Select(result => (result.Logit, result.Document)), response.Ranks.Select(rank => (rank.Score, (string?)rank.Text)));
    }

    [Fact]
    public async Task Rerank_ModelInMetadata_ChoosesIt()
    {
        await using GrpcServer server = await GrpcServer.StartAsync(options => options.AcceptAnyModelName = false);
        var client = new Rerank.RerankClient(server.Calls);

        Assert.Equal(3, (await client.RerankAsync(Request(), new Metadata { { "model", "bert" } }, cancellationToken: Cancellation)).Ranks.Count);
        RpcException error = await FailAsync(client.RerankAsync(Request(), new Metadata { { "model", "other" } }, cancellationToken: Cancellation).ResponseAsync);

        Assert.Equal((StatusCode.NotFound, "The model 'other' is not served here. Served: 'bert'."), (error.StatusCode, error.Status.Detail));
    }

    [Fact]
    public async Task Rerank_WrongRequests_AreInvalidArgument()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        var client = new Rerank.RerankClient(server.Calls);

        RpcException noTexts = await FailAsync(client.RerankAsync(new RerankRequest { Query = Query }, cancellationToken: Cancellation).ResponseAsync);
        RpcException noQuery = await FailAsync(client.RerankAsync(new RerankRequest { Texts = { "a" } }, cancellationToken: Cancellation).ResponseAsync);
        RpcException left = await FailAsync(client.RerankAsync(new RerankRequest { Query = Query, Texts = { "a" }, TruncationDirection = TruncationDirection.Left }, cancellationToken: Cancellation).ResponseAsync);

        Assert.Equal((StatusCode.InvalidArgument, "The list of documents must not be empty."), (noTexts.StatusCode, noTexts.Status.Detail));
        Assert.Equal((StatusCode.InvalidArgument, "The query must not be empty or only white space."), (noQuery.StatusCode, noQuery.Status.Detail));
        Assert.Equal((StatusCode.InvalidArgument, "truncation_direction must be TRUNCATION_DIRECTION_RIGHT: long texts are cut at their end."), (left.StatusCode, left.Status.Detail));
    }

    [Fact]
    public async Task Rerank_QueueFull_IsResourceExhaustedAndSaysWhenToTryAgain()
    {
        await using GrpcServer server = await GrpcServer.StartAsync(options => options.MaxRequests = 1);
        using var held = new HeldQueue(server.Service<ScoringQueue>(), server.Service<ModelCatalog>());

        RpcException error = await FailAsync(new Rerank.RerankClient(server.Calls).RerankAsync(Request(), cancellationToken: Cancellation).ResponseAsync);

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.StartsWith("The server has as many requests as it takes.", error.Status.Detail, StringComparison.Ordinal);
        Assert.True(int.Parse(error.Trailers.GetValue("retry-after")!, CultureInfo.InvariantCulture) >= 1);
        Assert.True(int.Parse(error.Trailers.GetValue("grpc-retry-pushback-ms")!, CultureInfo.InvariantCulture) >= 1000);
    }

    [Fact]
    public async Task Rerank_DeadlinePasses_IsDeadlineExceededAndFreesTheWork()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        var queue = server.Service<ScoringQueue>();
        using (new HeldQueue(queue, server.Service<ModelCatalog>()))
        {
            RpcException error = await FailAsync(new Rerank.RerankClient(server.Calls).RerankAsync(Request(), deadline: DateTime.UtcNow.AddMilliseconds(200), cancellationToken: Cancellation).ResponseAsync);

            Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
            while (queue.Requests > 1)
                await Task.Delay(5, Cancellation);
        }
    }

    [Fact]
    public async Task Rerank_ServersOwnTimeout_IsDeadlineExceededWithASentence()
    {
        await using GrpcServer server = await GrpcServer.StartAsync(options => options.Timeout = TimeSpan.FromMilliseconds(50));
        using var held = new HeldQueue(server.Service<ScoringQueue>(), server.Service<ModelCatalog>());

        RpcException error = await FailAsync(new Rerank.RerankClient(server.Calls).RerankAsync(Request(), cancellationToken: Cancellation).ResponseAsync);

        Assert.Equal((StatusCode.DeadlineExceeded, "The request took longer than its timeout of 0.05 s. Send fewer or shorter documents, or allow more time."), (error.StatusCode, error.Status.Detail));
    }

    [Fact]
    public async Task Rerank_MessageTooLarge_IsResourceExhausted()
    {
        await using GrpcServer server = await GrpcServer.StartAsync(options => options.MaxBodyBytes = 1000);

        RpcException error = await FailAsync(new Rerank.RerankClient(server.Calls).RerankAsync(new RerankRequest { Query = Query, Texts = { new string('a', 2000) } }, cancellationToken: Cancellation).ResponseAsync);

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
    }

    [Fact]
    public async Task RerankStream_OneTextAMessage_GivesTheSameAsOneMessage()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();

        RerankResponse response = await StreamAsync(server, _texts.Select((text, i) => new RerankStreamRequest { Query = Query, Text = text, ReturnText = i == 0 }));

        Assert.Equal(Expected().Select(result => (result.Index, result.Score, result.Document)), response.Ranks.Select(rank => ((int)rank.Index, rank.Score, (string?)rank.Text)));
        Assert.True(response.Metadata.ComputeTokens > 20);
    }

    [Fact]
    public async Task RerankStream_TwoQueries_ScoresEachTextForItsOwn()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        string[] queries = [Query, "what do they eat", Query];

        RerankResponse response = await StreamAsync(server, _texts.Select((text, i) => new RerankStreamRequest { Query = queries[i], Text = text }));

        using Reranker reranker = Load();
        PairScore[] scores = reranker.Score([.. _texts.Select((text, i) => new TextPair(queries[i], text))], cancellationToken: Cancellation);
        Assert.Equal(scores.Select((score, i) => (i, score.Score)).OrderByDescending(pair => pair.Score), response.Ranks.Select(rank => ((int)rank.Index, rank.Score)));
    }

    [Fact]
    public async Task RerankStream_WrongStreams_AreRefused()
    {
        await using GrpcServer server = await GrpcServer.StartAsync(options =>
        {
            options.MaxDocuments = 2;
            options.MaxBodyBytes = 1000;
        });

        RpcException empty = await FailAsync(StreamAsync(server, []));
        RpcException many = await FailAsync(StreamAsync(server, Enumerable.Repeat(new RerankStreamRequest { Query = Query, Text = "a" }, 3)));
        RpcException large = await FailAsync(StreamAsync(server, Enumerable.Repeat(new RerankStreamRequest { Query = Query, Text = new string('a', 600) }, 2)));

        Assert.Equal((StatusCode.InvalidArgument, "The stream has ended without a message: send one for each text."), (empty.StatusCode, empty.Status.Detail));
        Assert.Equal((StatusCode.InvalidArgument, "This server takes at most 2 documents in a request. Send them in several."), (many.StatusCode, many.Status.Detail));
        Assert.Equal((StatusCode.ResourceExhausted, "The messages have more than 1,000 bytes, the most that this server takes. Send fewer documents at a time."), (large.StatusCode, large.Status.Detail));
    }

    static RerankRequest Request() => new() { Query = Query, Texts = { _texts } };

    static Reranker Load() => Reranker.Load(TestServer.ModelFolder, new EngineOptions { Precision = Precision.Float32 });

    static IReadOnlyList<RerankResult> Expected()
    {
        using Reranker reranker = Load();
        return reranker.Rerank(Query, _texts, cancellationToken: Cancellation);
    }

    static async Task<RerankResponse> StreamAsync(GrpcServer server, IEnumerable<RerankStreamRequest> messages)
    {
        using var call = new Rerank.RerankClient(server.Calls).RerankStream(cancellationToken: Cancellation);
        try
        {
            foreach (RerankStreamRequest message in messages)
                await call.RequestStream.WriteAsync(message, Cancellation);
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // The server has answered before the end; the response says what.
        }

        return await call;
    }

    static Task<RpcException> FailAsync(Task call) => Assert.ThrowsAsync<RpcException>(() => call);
}

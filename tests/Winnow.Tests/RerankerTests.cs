using System.Text.Json;
using Winnow.Models;
using Winnow.Tokenization;

namespace Winnow.Tests;

public class RerankerTests
{
    static readonly string[] Documents =
    [
        "Paris is the capital of France.", "", "Berlin is the capital of Germany.", string.Concat(Enumerable.Repeat("the library is open ", 200)), "Paris is the capital of France.",
        "emoji 😀👍🏽", "\ud83d a lone surrogate",
    ];

    public static TheoryData<string> Rerankers =>
        ["bert", "deberta-v2", "ettin", "jina-bert", "jina-bert-int8", "jina-bert-long", "jina-bert-standard", "modernbert-cls", "modernbert-mean", "xlm-roberta"];

    [Theory]
    [MemberData(nameof(Rerankers))]
    public void Score_GoldenTexts_EqualTheReference(string name)
    {
        using JsonDocument golden = Fixtures.ReadGolden(name);
        using var reranker = Reranker.Load(Fixtures.Golden(name), Fixtures.Float32);
        JsonElement[] cases = [.. golden.RootElement.GetProperty("cases").EnumerateArray()];
        PairScore[] scores = reranker.Score(
            [.. cases.Select(one => new TextPair(one.GetProperty("query").GetString()!, one.GetProperty("document").GetString()!))],
            golden.RootElement.GetProperty("max_length").GetInt32(),
            cancellationToken: TestContext.Current.CancellationToken);
        for (int i = 0; i < cases.Length; i++)
            Assert.Equal(cases[i].GetProperty("logit").GetDouble(), scores[i].Logit, 1e-4);
    }

    [Theory]
    [MemberData(nameof(Rerankers))]
    public void Rerank_AloneBatchedReorderedThreaded_SameBits(string name)
    {
        const string query = "What is the capital of France?";
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var one = Reranker.Load(Fixtures.Golden(name), Fixtures.Float32 with { Threads = 1 });
        Dictionary<int, float> alone = [];
        for (int i = 0; i < Documents.Length; i++)
            alone[i] = one.Rerank(query, [Documents[i]], cancellationToken: cancellation)[0].Logit;
        Assert.Equal(alone[0], alone[4]);
        foreach (int threads in (int[])[1, 2, 5])
        {
            using var reranker = Reranker.Load(Fixtures.Golden(name), Fixtures.Float32 with { Threads = threads });
            Assert.All(reranker.Rerank(query, Documents, cancellationToken: cancellation), result => Assert.Equal(alone[result.Index], result.Logit));
            Assert.All(
                reranker.Rerank(query, [.. Documents.Reverse()], cancellationToken: cancellation),
                result => Assert.Equal(alone[Documents.Length - 1 - result.Index], result.Logit));
        }
    }

    [Fact]
    public async Task RerankAsync_ConcurrentCalls_EachGetTheirOwnResults()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var reranker = Reranker.LoadDefault(Fixtures.Float32);
        string[] queries = [.. Enumerable.Range(0, 12).Select(i => $"question number {i} about France")];
        float[][] expected = [.. queries.Select(query => reranker.Rerank(query, Documents, cancellationToken: cancellation).Select(result => result.Logit).ToArray())];
        IReadOnlyList<RerankResult>[] results = await Task.WhenAll(queries.Select(query => reranker.RerankAsync(query, Documents, cancellationToken: cancellation)));
        for (int i = 0; i < queries.Length; i++)
            Assert.Equal(expected[i], results[i].Select(result => result.Logit));
    }

    [Fact]
    public void Rerank_Options_AreHonoured()
    {
        using var reranker = Reranker.LoadDefault(Fixtures.Float32);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        IReadOnlyList<RerankResult> top = reranker.Rerank("the capital of France", Documents, new RerankOptions { TopN = 2, ReturnDocuments = false }, cancellation);
        Assert.Equal([0, 4], top.Select(result => result.Index));
        Assert.All(top, result => Assert.Null(result.Document));
        Assert.Equal(1 / (1 + Math.Exp(-top[0].Logit)), top[0].Score, 1e-6);
        Assert.Empty(reranker.Rerank("query", [], cancellationToken: cancellation));
        var cut = reranker.Rerank("the capital of France", [Documents[0]], new RerankOptions { MaxTokens = 9 }, cancellation);
        Assert.NotEqual(top[0].Logit, cut[0].Logit);
    }

    [Fact]
    public void Rerank_BadArguments_AreNamed()
    {
        using var reranker = Reranker.Load(Fixtures.Golden("bert"), Fixtures.Float32);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Assert.Throws<ArgumentNullException>(() => reranker.Rerank(null!, [], cancellationToken: cancellation));
        Assert.Throws<ArgumentNullException>(() => reranker.Rerank("q", null!, cancellationToken: cancellation));
        Assert.Contains("Document 1", Assert.Throws<ArgumentNullException>(() => reranker.Rerank("q", ["a", null!], cancellationToken: cancellation)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "129 tokens are more than this model can read: it has 128 positions",
            Assert.Throws<WinnowException>(() => reranker.Rerank("q", ["a"], new RerankOptions { MaxTokens = 129 }, cancellation)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "no room for the 3 special tokens",
            Assert.Throws<WinnowException>(() => reranker.Rerank("q", ["a"], new RerankOptions { MaxTokens = 2 }, cancellation)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rerank_Cancelled_StopsAndTheNextCallWorks()
    {
        using var reranker = Reranker.LoadDefault(Fixtures.Float32);
        string[] many = [.. Enumerable.Repeat(Documents[3], 400)];
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reranker.RerankAsync("q", many, cancellationToken: soon.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => reranker.Rerank("q", many, cancellationToken: new CancellationToken(canceled: true)));
        Assert.Single(reranker.Rerank("q", ["a"], cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Score_Progress_CountsToTheEnd()
    {
        using var reranker = Reranker.Load(Fixtures.Golden("bert"), Fixtures.Float32);
        var progress = new Recorder();
        reranker.Score([.. Enumerable.Repeat(new TextPair("a", Documents[3]), 100)], progress: progress, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(100, progress.Largest);
    }

    [Fact]
    public void GetService_KnownTypes_AreGiven()
    {
        using var reranker = Reranker.Load(Fixtures.Golden("bert"), Fixtures.Float32);
        Assert.Same(reranker, reranker.GetService(typeof(IReranker)));
        Assert.Same(reranker.Tokenizer, reranker.GetService(typeof(Tokenizer)));
        Assert.Same(reranker.Model, reranker.GetService(typeof(ModelInfo)));
        var metadata = Assert.IsType<RerankerMetadata>(reranker.GetService(typeof(RerankerMetadata)));
        Assert.Equal(("winnow", "bert"), (metadata.ProviderName, metadata.ModelName));
        using var limited = Reranker.Load(Fixtures.Golden("bert"), Fixtures.Float32 with { MaxTokens = 20 });
        Assert.NotEqual(metadata.Fingerprint, ((RerankerMetadata)limited.GetService(typeof(RerankerMetadata))!).Fingerprint);
        Assert.Null(reranker.GetService(typeof(IReranker), "key"));
        Assert.Null(reranker.GetService(typeof(string)));
    }

    [Fact]
    public void Rerank_AfterDispose_SaysSo()
    {
        var reranker = Reranker.Load(Fixtures.Golden("bert"), Fixtures.Float32);
        reranker.Dispose();
        reranker.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reranker.Rerank("q", ["a"], cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Prepare_AllPrecisionsAtOnceAndAgain_LeavesScoresAsTheyAre()
    {
        Parallel.For(0, 12, i => Reranker.Prepare((Precision)(i % 3)));
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            using var reranker = Reranker.Load(Fixtures.Golden("bert"), new EngineOptions { Precision = precision, Threads = 1 });
            PairScore[] first = reranker.Score([new("q", "a")], cancellationToken: TestContext.Current.CancellationToken);
            Reranker.Prepare(precision);
            Assert.Equal(first, reranker.Score([new("q", "a")], cancellationToken: TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void Prepare_UnknownPrecision_IsRefused(int precision) =>
        Assert.Equal("precision", Assert.Throws<ArgumentOutOfRangeException>(() => Reranker.Prepare((Precision)precision)).ParamName);

    [Fact]
    public void Load_Embedder_IsRefused() =>
        Assert.Contains("this model gives vectors", Assert.Throws<WinnowException>(() => Reranker.Load(Fixtures.Golden("bert-embedder-cls"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("no-such-model")]
    [InlineData("no/such/folder")]
    [InlineData("")]
    public void Load_NoSuchModel_NamesThoseKnown(string model)
    {
        string message = Assert.Throws<WinnowException>(() => Reranker.Load(model)).Message;
        Assert.Contains("winnow-turbo-en", message, StringComparison.Ordinal);
    }

    sealed class Recorder : IProgress<int>
    {
        int _largest;

        public int Largest => _largest;

        public void Report(int value)
        {
            int seen;
            while (value > (seen = Volatile.Read(ref _largest)))
                Interlocked.CompareExchange(ref _largest, value, seen);
        }
    }
}

using System.Text.Json;
using TorchSharp;
using Winnow.Tokenization;
using Winnow.Training.Modules;
using Winnow.Training.Native;
using Winnow.Training.Tests.Fakes;

namespace Winnow.Training.Tests.Modules;

public class TrainableRerankerTests
{
    static readonly string[] Documents =
    [
        "Open Settings, choose Account, then Reset password.", "The invoice is due within thirty days of delivery.", "", "Berlin",
        string.Join(' ', Enumerable.Repeat("a longer text about passwords and accounts", 20)),
    ];

    [Theory]
    [InlineData("jina-bert")]
    [InlineData("jina-bert-standard")]
    [InlineData("jina-bert-int8")]
    public void ScoreOnly_JinaFolder_EqualsTheEngine(string name)
    {
        _ = LibTorch.Version;
        string folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", name);
        const string Query = "how do I reset my password?";
        using Reranker engine = Reranker.Load(folder, new EngineOptions { Precision = Precision.Float32 });
        using TrainableReranker trainable = TrainableReranker.Open(folder, torch.CPU, torch.ScalarType.Float32);
        trainable.MaxTokens = 100;

        float[] logits = trainable.ScoreOnly(PairTokens.Of(trainable.Tokenizer, Query, Documents, 100));

        PairScore[] expected = engine.Score([.. Documents.Select(document => new TextPair(Query, document))], 100, cancellationToken: TestContext.Current.CancellationToken);
        for (int i = 0; i < Documents.Length; i++)
            Assert.Equal(expected[i].Logit, logits[i], 1e-4f);
    }

    [Fact]
    public void ScoreOnly_DefaultModel_EqualsTheEngine()
    {
        _ = LibTorch.Version;
        using Reranker engine = Reranker.LoadDefault(new EngineOptions { Precision = Precision.Float32 });
        using TrainableReranker trainable = TrainableReranker.Open(Reranker.DefaultModel, torch.CPU, torch.ScalarType.Float32);
        trainable.MaxTokens = 256;
        foreach (IGrouping<string, TextPair> group in Pairs().GroupBy(pair => pair.Query).Take(6))
        {
            string[] documents = [.. group.Select(pair => pair.Document)];

            float[] logits = trainable.ScoreOnly(PairTokens.Of(trainable.Tokenizer, group.Key, documents, 256));

            PairScore[] expected = engine.Score([.. group], 256, cancellationToken: TestContext.Current.CancellationToken);
            for (int i = 0; i < documents.Length; i++)
                Assert.Equal(expected[i].Logit, logits[i], 1e-3f);
        }
    }

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(1, false, false)]
    [InlineData(2, false, false)]
    [InlineData(1, true, false)]
    [InlineData(0, false, true)]
    [InlineData(2, false, true)]
    [InlineData(1, true, true)]
    public void ScoreOnly_WrittenInteractionFolder_EqualsTheEngine(int open, bool lexical, bool late)
    {
        _ = LibTorch.Version;
        string start = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "jina-bert-embedder");
        using var folder = new TempFolder();
        string output = Path.Combine(folder.Path, "interaction");
        const string Query = "how do I reset my password?";
        using InteractionReranker made = InteractionReranker.Create(
            TrainableReranker.OpenEncoder(start, torch.CPU, torch.ScalarType.Float32), Tokenizer.Load(Path.Combine(start, "tokenizer.json")), open, "query: ", "passage: ", 0.3f);
        if (lexical)
            InteractionRerankerTests.AddLexical(made, 1.5f);
        if (late)
            InteractionRerankerTests.AddLate(made, 3);
        RerankerFolder.Write(output, made, start, "# test\n");
        using Reranker engine = Reranker.Load(output, new EngineOptions { Precision = Precision.Float32 });
        made.MaxTokens = 100;

        float[] logits = made.ScoreOnly(PairTokens.Of(made.Tokenizer, Query, Documents, 100));

        PairScore[] expected = engine.Score([.. Documents.Select(document => new TextPair(Query, document))], 100, cancellationToken: TestContext.Current.CancellationToken);
        for (int i = 0; i < Documents.Length; i++)
            Assert.Equal(expected[i].Logit, logits[i], lexical || late ? 1e-4f : 2e-4f);
        Assert.True(logits.Max() - logits.Min() > (lexical || late ? 0.5f : 0.01f));
        using TrainableReranker read = TrainableReranker.Open(output, torch.CPU, torch.ScalarType.Float32);
        read.MaxTokens = 100;
        Assert.Equal(logits, read.ScoreOnly(PairTokens.Of(read.Tokenizer, Query, Documents, 100)));
    }

    static IEnumerable<TextPair> Pairs() => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "pairs.jsonl")).Select(line =>
    {
        using JsonDocument json = JsonDocument.Parse(line);
        return new TextPair(json.RootElement.GetProperty("query").GetString()!, json.RootElement.GetProperty("document").GetString()!);
    });
}

using Winnow.Models;
using Winnow.Quantization;
using Winnow.Tests.Oracle;
using Winnow.Tokenization;

namespace Winnow.Tests;

/// <summary>Rerankers with an interaction head, from texts on.</summary>
public class InteractionRerankerTests
{
    const string Query = "What is the capital of France?";

    // Of logits with a scale of about 10, from random weights.
    const double Int8Drift = 0.5, WeightDrift = 0.3;

    static readonly string[] Documents =
    [
        "Paris is the capital of France.", "", "Berlin is the capital of Germany.", string.Concat(Enumerable.Repeat("the library is open ", 200)), "Paris is the capital of France.",
        "emoji \ud83d\ude00", "\ud83d a lone surrogate",
    ];

    public static TheoryData<Precision> Precisions => [.. Enum.GetValues<Precision>()];

    [Fact]
    public void Score_Texts_EqualTheReferenceOnPromptedTexts()
    {
        using var folder = new InteractionFolder();
        using var reranker = Reranker.Load(folder.Path, Fixtures.Float32);
        var tokenizer = Tokenizer.Load(Path.Combine(folder.Path, "tokenizer.json"));
        var reference = new InteractionReference(folder.Path);
        PairScore[] scores = reranker.Score([.. Documents.Select(document => new TextPair(Query, document))], maxTokens: 300, cancellationToken: TestContext.Current.CancellationToken);
        for (int i = 0; i < Documents.Length; i++)
        {
            double expected = reference.Logit(tokenizer.Encode("query: " + Query, 300).Ids, tokenizer.Encode("passage: " + Documents[i], 300).Ids);
            Assert.Equal(expected, scores[i].Logit, 1e-4);
            Assert.Equal(1 / (1 + Math.Exp(-scores[i].Logit)), scores[i].Score, 1e-6);
        }

        Assert.True(scores.Max(score => score.Logit) - scores.Min(score => score.Logit) > 0.1, "The documents differ.");
    }

    [Fact]
    public void Score_IdentityActivation_IsTheLogit()
    {
        using var folder = new InteractionFolder();
        folder.Configure(config => config["sentence_transformers"] = new System.Text.Json.Nodes.JsonObject { ["activation_fn"] = "torch.nn.modules.linear.Identity" });
        using var reranker = Reranker.Load(folder.Path, Fixtures.Float32);
        PairScore score = reranker.Score([new TextPair(Query, Documents[0])], cancellationToken: TestContext.Current.CancellationToken)[0];
        Assert.Equal(score.Logit, score.Score);
    }

    [Fact]
    public void Score_Limit_CutsEachTextByItself()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var folder = new InteractionFolder();
        using var reranker = Reranker.Load(folder.Path, Fixtures.Float32);
        var tokenizer = Tokenizer.Load(Path.Combine(folder.Path, "tokenizer.json"));
        var reference = new InteractionReference(folder.Path);
        string longQuery = string.Concat(Enumerable.Repeat("which river flows through the old town ", 10));
        float logit = reranker.Score([new TextPair(longQuery, Documents[3])], maxTokens: 20, cancellationToken: cancellation)[0].Logit;
        int[] query = tokenizer.Encode("query: " + longQuery, 20).Ids, document = tokenizer.Encode("passage: " + Documents[3], 20).Ids;
        Assert.Equal((20, 20), (query.Length, document.Length));
        Assert.Equal(reference.Logit(query, document), logit, 1e-4);
        Assert.Contains(
            "The limit of 1 tokens has no room for the 2 special tokens of a text",
            Assert.Throws<WinnowException>(() => reranker.Rerank("q", ["a"], new RerankOptions { MaxTokens = 1 }, cancellation)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Rerank_AloneBatchedReorderedThreaded_SameBits(Precision precision)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var folder = new InteractionFolder();
        using var one = Reranker.Load(folder.Path, new EngineOptions { Precision = precision, Threads = 1 });
        float[] alone = [.. Documents.Select(document => one.Rerank(Query, [document], cancellationToken: cancellation)[0].Logit)];
        Assert.Equal(alone[0], alone[4]);
        foreach (int threads in (int[])[1, 2, 5])
        {
            using var reranker = Reranker.Load(folder.Path, new EngineOptions { Precision = precision, Threads = threads });
            Assert.All(reranker.Rerank(Query, Documents, cancellationToken: cancellation), result => Assert.Equal(alone[result.Index], result.Logit));
            Assert.All(
                reranker.Rerank(Query, [.. Documents.Reverse()], cancellationToken: cancellation),
                result => Assert.Equal(alone[Documents.Length - 1 - result.Index], result.Logit));
        }
    }

    [Fact]
    public void Encode_Pair_IsTwoTextsWithTheirPrompts()
    {
        using var folder = new InteractionFolder();
        var pairs = PairTokenizer.Load(folder.Path);
        int[] query = pairs.Tokenizer.Encode("query: " + Query).Ids, document = pairs.Tokenizer.Encode("passage: " + Documents[0]).Ids;
        Encoding pair = pairs.Encode(Query, Documents[0]);
        Assert.Equal([.. query, .. document], pair.Ids);
        Assert.Equal([.. query.Select(_ => 0), .. document.Select(_ => 1)], pair.TypeIds);
        Assert.Equal(2 * 5, pairs.Encode(Query, Documents[0], 5).Ids.Length);

        // Other models have their tokenizer's template.
        var joined = PairTokenizer.Load(Fixtures.Golden("jina-bert"));
        foreach (int? limit in (int?[])[null, 5, 9])
            Assert.Equal(joined.Tokenizer.EncodePair(Query, Documents[0], limit).Ids, joined.Encode(Query, Documents[0], limit).Ids);
    }

    [Fact]
    public void Quantize_InteractionFolder_KeepsTheHeadAndLoadsInEveryPrecision()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var folder = new InteractionFolder();
        string output = folder.Path + "-int8";
        try
        {
            ModelQuantizer.Quantize(folder.Path, output, cancellationToken: cancellation);
            TensorReader before = new(Path.Combine(folder.Path, "model.safetensors")), after = new(Path.Combine(output, "model.safetensors"));
            foreach (string name in (string[])["interaction.gate", "interaction.scale", "interaction.bias"])
                Assert.Equal(before.Get(name).Values, after.Get(name).Values);
            Assert.True(after.Has("bert.encoder.layer.0.mlp.wo.weight_scale"));

            TextPair[] pairs = [.. Documents.Select(document => new TextPair(Query, document))];
            float[] original = Logits(folder.Path, Precision.Float32);
            Assert.All(Logits(output, Precision.Float32).Zip(original), pair => Assert.Equal(pair.Second, pair.First, WeightDrift));
            Assert.All(Logits(output, Precision.Int8).Zip(original), pair => Assert.Equal(pair.Second, pair.First, Int8Drift));

            float[] Logits(string path, Precision precision)
            {
                using var reranker = Reranker.Load(path, new EngineOptions { Precision = precision });
                return [.. reranker.Score(pairs, cancellationToken: cancellation).Select(score => score.Logit)];
            }
        }
        finally
        {
            if (Directory.Exists(output))
                Directory.Delete(output, recursive: true);
        }
    }

    [Fact]
    public void Inspect_InteractionFolder_NamesTheHeadAndItsPrompts()
    {
        using var folder = new InteractionFolder();
        ModelInfo info = ModelInfo.Inspect(folder.Path);
        Assert.Empty(info.Problems);
        Assert.Equal(("JinaBERT", "reranker"), (info.Architecture, info.Purpose));
        Assert.Contains(new("head", "interaction head, 2 of 3 layers"), info.Details);
        Assert.Contains(new("prompts", "query \"query: \", document \"passage: \""), info.Details);
        Assert.Contains("this model gives relevance, not vectors", Assert.Throws<WinnowException>(() => Embedder.Load(folder.Path)).Message, StringComparison.Ordinal);
    }
}

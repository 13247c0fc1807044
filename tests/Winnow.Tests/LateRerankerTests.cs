using Winnow.Models;
using Winnow.Quantization;
using Winnow.Tests.Oracle;
using Winnow.Tokenization;

namespace Winnow.Tests;

/// <summary>Rerankers whose interaction head looks at each token of the query by itself, from texts on.</summary>
public class LateRerankerTests
{
    const string Query = "What is the capital of France? the capital";

    // Of logits with a scale of about 10, from random weights.
    const double Int8Drift = 0.5, BFloat16Drift = 0.15;

    // Texts about the query and others, of the prompts' words, of no text at all, and one that is cut.
    static readonly string[] Documents =
    [
        "Paris is the capital of France.", "", "library open", "capital capital capital", "the passage query: what", string.Concat(Enumerable.Repeat("the library is open ", 200)) + "capital",
        "Paris is the capital of France.", "\ud83d a lone surrogate",
    ];

    public static TheoryData<Precision> Precisions => [.. Enum.GetValues<Precision>()];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Score_Texts_EqualTheReferences(bool lexical)
    {
        using var folder = new InteractionFolder(InteractionFolder.LateSpec with { Lexical = lexical });
        using var reranker = Reranker.Load(folder.Path, Fixtures.Float32);
        var tokenizer = Tokenizer.Load(Path.Combine(folder.Path, "tokenizer.json"));
        int queryPrompt = tokenizer.Tokenize("query: ").Length, documentPrompt = tokenizer.Tokenize("passage: ").Length;
        var states = new InteractionReference(folder.Path) { QueryPrompt = queryPrompt, DocumentPrompt = documentPrompt };
        LexicalReference? matches = lexical ? new LexicalReference(folder.Path) : null;
        foreach (string query in (string[])[Query, ""])
        {
            PairScore[] scores = Score(reranker, query, Documents, 300);
            for (int i = 0; i < Documents.Length; i++)
            {
                double expected = states.Logit(tokenizer.Encode("query: " + query, 300).Ids, tokenizer.Encode("passage: " + Documents[i], 300).Ids)
                    + (matches?.Term(tokenizer.Tokenize(query), [.. tokenizer.Tokenize(Documents[i]).Take(298 - documentPrompt)]) ?? 0);
                Assert.Equal(expected, scores[i].Logit, 1e-4);
                Assert.Equal(1 / (1 + Math.Exp(-scores[i].Logit)), scores[i].Score, 1e-6);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Score_AloneBatchedPreparedThreaded_SameBits(Precision precision)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var folder = new InteractionFolder(InteractionFolder.LateSpec);
        using var one = Reranker.Load(folder.Path, new EngineOptions { Precision = precision, Threads = 1 });
        PairScore[] alone = [.. Documents.SelectMany(document => Score(one, Query, [document]))];
        Assert.Equal(alone[0], alone[6]);
        string file = Path.Combine(folder.Path, "documents.prepared");
        one.PrepareDocuments(Documents, cancellationToken: cancellation).Save(file);
        foreach (int threads in (int[])[1, 2, 5])
        {
            using var reranker = Reranker.Load(folder.Path, new EngineOptions { Precision = precision, Threads = threads });
            Assert.Equal(alone, Score(reranker, Query, Documents));
            Assert.Equal(alone.Reverse(), Score(reranker, Query, [.. Documents.Reverse()]));
            PreparedDocuments prepared = PreparedDocuments.Load(file, reranker);
            Assert.Equal(alone, reranker.Score(Query, prepared, cancellationToken: cancellation));
            Assert.Equal(alone.Reverse(), reranker.Score(Query, [.. reranker.PrepareDocuments(Documents, cancellationToken: cancellation).Reverse()], cancellationToken: cancellation));
            for (int i = 0; i < Documents.Length; i++)
                Assert.Equal(alone[i], reranker.Score(Query, [prepared[i]], cancellationToken: cancellation)[0]);
        }
    }

    [Fact]
    public void Score_CutTexts_PreparedToTheSameBits()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var folder = new InteractionFolder(InteractionFolder.LateSpec);
        using var reranker = Reranker.Load(folder.Path);
        // Down to limits that cut within the prompts.
        foreach (int limit in (int[])[2, 3, 4, 5, 8, 40])
        {
            PreparedDocuments prepared = reranker.PrepareDocuments(Documents, limit, cancellationToken: cancellation);
            Assert.Equal(Score(reranker, Query, Documents, limit), reranker.Score(Query, prepared, limit, cancellationToken: cancellation));
        }
    }

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Score_OtherWeight_MovesTheLogitByTheTermAlone(Precision precision)
    {
        using InteractionFolder without = new(), with = new(InteractionFolder.LateSpec);
        PairScore[] bare = ScoresOf(without, precision), full = ScoresOf(with, precision), exact = ScoresOf(with, Precision.Float32), exactBare = ScoresOf(without, Precision.Float32);
        SetWeight(2 * new TensorReader(Path.Combine(with.Path, "model.safetensors")).Get("late_interaction.weight").Values[0]);
        PairScore[] twice = ScoresOf(with, precision);
        double drift = precision switch { Precision.Int8 => Int8Drift, Precision.BFloat16 => BFloat16Drift, _ => 0 };
        for (int i = 0; i < bare.Length; i++)
        {
            float term = full[i].Logit - bare[i].Logit;
            Assert.Equal(term, twice[i].Logit - full[i].Logit, 1e-5);
            Assert.Equal(exact[i].Logit - exactBare[i].Logit, term, drift);
            Assert.True(term < -0.1, $"Document {i}: {term}.");
        }

        // A document without text has nothing like any token, and costs the whole weight.
        Assert.Equal(full[1].Logit - bare[1].Logit, full.Zip(bare, (a, b) => a.Logit - b.Logit).Min(), 1e-5);
        SetWeight(0);
        Assert.Equal(bare, ScoresOf(with, precision));

        void SetWeight(double weight) => with.Rewrite(tensor => tensor.Name == "late_interaction.weight" ? tensor with { Values = [weight] } : tensor);

        static PairScore[] ScoresOf(InteractionFolder folder, Precision precision)
        {
            using var reranker = Reranker.Load(folder.Path, new EngineOptions { Precision = precision });
            return Score(reranker, Query, Documents);
        }
    }

    [Fact]
    public void Quantize_LateFolder_KeepsTheTerm()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var folder = new InteractionFolder(InteractionFolder.LateSpec);
        string output = folder.Path + "-int8";
        try
        {
            ModelQuantizer.Quantize(folder.Path, output, cancellationToken: cancellation);
            TensorReader before = new(Path.Combine(folder.Path, "model.safetensors")), after = new(Path.Combine(output, "model.safetensors"));
            foreach (string name in (string[])["late_interaction.weight", "late_interaction.center"])
            {
                Assert.Equal(before.Get(name).Values, after.Get(name).Values);
                Assert.False(after.Has(name + "_scale"));
            }

            using Reranker original = Reranker.Load(folder.Path), quantized = Reranker.Load(output);
            Assert.Equal(Score(original, Query, Documents), Score(quantized, Query, Documents), (a, b) => Math.Abs(a.Logit - b.Logit) < Int8Drift);
        }
        finally
        {
            if (Directory.Exists(output))
                Directory.Delete(output, recursive: true);
        }
    }

    [Fact]
    public void Inspect_LateFolder_NamesItsWeight()
    {
        using var folder = new InteractionFolder(InteractionFolder.LateSpec);
        folder.Rewrite(tensor => tensor.Name == "late_interaction.weight" ? tensor with { Values = [2.5] } : tensor);
        ModelInfo info = ModelInfo.Inspect(folder.Path);
        Assert.Empty(info.Problems);
        Assert.Contains(new("late interaction", "weight 2.5"), info.Details);
        using var without = new InteractionFolder();
        Assert.DoesNotContain(ModelInfo.Inspect(without.Path).Details, detail => detail.Key == "late interaction");
    }

    [Fact]
    public void Fingerprint_CenterBetweenTheFilesSamples_Differs()
    {
        using var folder = new InteractionFolder(InteractionFolder.LateSpec);
        string before = Fingerprint(), files = ModelFingerprint.Compute(folder.Path, "");
        Assert.Equal(before, Fingerprint());
        folder.Rewrite(tensor => tensor.Name == "late_interaction.center" ? tensor with { Values = [.. tensor.Values.Select((value, i) => i == 40 ? value + 1 : value)] } : tensor);
        Assert.Equal(files, ModelFingerprint.Compute(folder.Path, ""));
        Assert.NotEqual(before, Fingerprint());

        string Fingerprint()
        {
            using var reranker = Reranker.Load(folder.Path, Fixtures.Float32);
            return ((RerankerMetadata)reranker.GetService(typeof(RerankerMetadata))!).Fingerprint!;
        }
    }

    static PairScore[] Score(Reranker reranker, string query, string[] documents, int? maxTokens = null) =>
        reranker.Score([.. documents.Select(document => new TextPair(query, document))], maxTokens, cancellationToken: TestContext.Current.CancellationToken);
}

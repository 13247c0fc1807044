using Winnow.Models;
using Winnow.Quantization;
using Winnow.Tests.Oracle;
using Winnow.Tokenization;
using static Winnow.Tests.InteractionTermTexts;

namespace Winnow.Tests;

/// <summary>Rerankers whose interaction head looks at each token of the query by itself, from texts on.</summary>
public class LateRerankerTests
{
    // Of logits with a scale of about 10, from random weights.
    const double Int8Drift = 0.5, BFloat16Drift = 0.15;

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
            foreach (string name in (string[])["late_interaction.weight", "late_interaction.center", "late_interaction.term_weights"])
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
}

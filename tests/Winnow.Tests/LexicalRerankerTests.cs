using Winnow.Models;
using Winnow.Quantization;
using Winnow.Tests.Oracle;
using Winnow.Tokenization;
using static Winnow.Tests.InteractionTermTexts;

namespace Winnow.Tests;

/// <summary>Rerankers whose interaction head counts exact matches, from texts on.</summary>
public class LexicalRerankerTests
{
    [Fact]
    public void Score_Texts_EqualTheReferences()
    {
        using var folder = new InteractionFolder(InteractionFolder.LexicalSpec);
        using var reranker = Reranker.Load(folder.Path, Fixtures.Float32);
        var tokenizer = Tokenizer.Load(Path.Combine(folder.Path, "tokenizer.json"));
        var states = new InteractionReference(folder.Path);
        var matches = new LexicalReference(folder.Path);
        foreach (string query in (string[])[Query, ""])
        {
            PairScore[] scores = Score(reranker, query, Documents, 300);
            for (int i = 0; i < Documents.Length; i++)
            {
                double term = matches.Term(tokenizer.Tokenize(query), [.. tokenizer.Tokenize(Documents[i]).Take(298 - tokenizer.Tokenize("passage: ").Length)]);
                double expected = states.Logit(tokenizer.Encode("query: " + query, 300).Ids, tokenizer.Encode("passage: " + Documents[i], 300).Ids) + term;
                Assert.Equal(expected, scores[i].Logit, 1e-4);
                Assert.Equal(1 / (1 + Math.Exp(-scores[i].Logit)), scores[i].Score, 1e-6);
                Assert.Equal(query.Length == 0 || i is 1 or 2 or 7, term == 0);
            }
        }
    }

    [Fact]
    public void Score_WeightZero_SameBitsAsWithoutTheTerm()
    {
        using InteractionFolder without = new(), with = new(InteractionFolder.LexicalSpec);
        PairScore[] expected = ScoresOf(without);
        Assert.NotEqual(expected, ScoresOf(with));
        with.Rewrite(tensor => tensor.Name == "lexical.weight" ? tensor with { Values = [0] } : tensor);
        Assert.Equal(expected, ScoresOf(with));

        static PairScore[] ScoresOf(InteractionFolder folder)
        {
            using var reranker = Reranker.Load(folder.Path);
            return Score(reranker, Query, Documents);
        }
    }

    [Fact]
    public void Score_InfiniteTerm_IsAnError()
    {
        using var folder = new InteractionFolder(InteractionFolder.LexicalSpec);
        folder.Rewrite(tensor => tensor.Name == "lexical.weight" ? tensor with { Values = [float.MaxValue] } : tensor);
        using var reranker = Reranker.Load(folder.Path);
        string message = Assert.Throws<WinnowException>(() => Score(reranker, Query, ["library open", Documents[0]])).Message;
        Assert.Contains("for text 1 (counted from 0)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_LexicalFolder_KeepsTheTermAndItsFields()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var folder = new InteractionFolder(InteractionFolder.LexicalSpec);
        string output = folder.Path + "-int8";
        try
        {
            ModelQuantizer.Quantize(folder.Path, output, cancellationToken: cancellation);
            TensorReader before = new(Path.Combine(folder.Path, "model.safetensors")), after = new(Path.Combine(output, "model.safetensors"));
            foreach (string name in (string[])["lexical.weight", "lexical.term_weights"])
                Assert.Equal(before.Get(name).Values, after.Get(name).Values);
            ModelConfig config = ModelConfig.Read(Path.Combine(output, "config.json"));
            Assert.Equal(
                (1.2, 0.75, 20.0), (config.Double("lexical_saturation", 0), config.Double("lexical_length_weight", 0), config.Double("lexical_length", 0)));
            using Reranker original = Reranker.Load(folder.Path), quantized = Reranker.Load(output);
            Assert.Equal(Score(original, Query, Documents), Score(quantized, Query, Documents), (a, b) => Math.Abs(a.Logit - b.Logit) < 0.5);
        }
        finally
        {
            if (Directory.Exists(output))
                Directory.Delete(output, recursive: true);
        }
    }

    [Fact]
    public void Inspect_LexicalFolder_NamesItsSettings()
    {
        using var folder = new InteractionFolder(InteractionFolder.LexicalSpec);
        ModelInfo info = ModelInfo.Inspect(folder.Path);
        Assert.Empty(info.Problems);
        Assert.Contains(new("lexical match", "saturation 1.2, length weight 0.75, length 20"), info.Details);
        using var without = new InteractionFolder();
        Assert.DoesNotContain(ModelInfo.Inspect(without.Path).Details, detail => detail.Key == "lexical match");
    }
}

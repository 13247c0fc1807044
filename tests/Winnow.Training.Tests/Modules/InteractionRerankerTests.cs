using TorchSharp;
using Winnow.Models.Interaction;
using Winnow.Tokenization;
using Winnow.Training.Modules;
using Winnow.Training.Native;
using Winnow.Training.Tests.Fakes;

namespace Winnow.Training.Tests.Modules;

public class InteractionRerankerTests
{
    const string Query = "how do I reset my password?";

    static readonly string Start = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "jina-bert-embedder");
    static readonly string[] Documents = ["Open Settings, choose Account, then Reset password.", "The invoice is due.", "", "my password my password", Query];

    [Fact]
    public void ScoreOnly_LexicalMatch_AddsItsWeightTimesTheMatch()
    {
        using InteractionReranker reranker = Create();
        float[] without = Score(reranker);

        LexicalMatch lexical = AddLexical(reranker, 1.5f);

        float[] with = Score(reranker);
        int[] Segment(string prompt, string text) => reranker.Tokenizer.Assemble([.. reranker.Tokenizer.Tokenize(prompt), .. reranker.Tokenizer.Tokenize(text)]).Ids;
        float[] expected = [.. Documents.Select((document, i) => without[i] + (1.5f * lexical.Match(Segment("query: ", Query), Segment("passage: ", document))))];
        for (int i = 0; i < with.Length; i++)
            Assert.Equal(expected[i], with[i], 1e-5f);
        Assert.Equal(without[2], with[2]);
        Assert.True(with[0] - without[0] > 0.1f);
    }

    [Fact]
    public void Rescale_LexicalMatch_ScalesAllOfTheLogit()
    {
        using InteractionReranker reranker = Create();
        AddLexical(reranker, 1.5f);
        float[] before = Score(reranker);

        reranker.Rescale(0.5, -1);

        float[] after = Score(reranker);
        for (int i = 0; i < after.Length; i++)
            Assert.Equal((0.5f * before[i]) - 1, after[i], 1e-5f);
        Assert.Equal(0.75f, reranker.LexicalWeight);
    }

    [Fact]
    public void Keep_SomeLayers_KeepsTheirGatesAndTheLexicalMatch()
    {
        using InteractionReranker whole = Create();
        LexicalMatch lexical = AddLexical(whole, 1.5f);
        int heads = whole.Encoder.Shape.Heads, last = whole.Encoder.Shape.Layers - 1;
        whole.Parameters.Set("interaction.gate", [.. Enumerable.Range(0, 2 * heads).Select(i => i * 0.1f)], 2, heads);
        whole.Rescale(2, 0.25);

        using InteractionReranker kept = whole.Keep([0, last]);

        Assert.Equal((2, 1), (kept.Encoder.Shape.Layers, kept.OpenLayers));
        Assert.Equal(whole.Parameters.Values("interaction.gate")[heads..], kept.Parameters.Values("interaction.gate"));
        Assert.Equal(0.25f, kept.Parameters.Values("interaction.bias")[0]);
        Assert.Equal((whole.Parameters.Values("interaction.scale")[0], 3f), (kept.Parameters.Values("interaction.scale")[0], kept.LexicalWeight));
        Assert.Equal(lexical.Settings, kept.Lexical!.Settings);
        Assert.Equal(lexical.TermWeights, kept.Lexical.TermWeights);
        Assert.Equal(whole.Parameters.Values($"encoder.layer.{last}.mlp.wo.bias"), kept.Parameters.Values("encoder.layer.1.mlp.wo.bias"));
        Assert.All(Score(kept), logit => Assert.True(float.IsFinite(logit)));
    }

    [Fact]
    public void Open_FieldsWithoutTensors_SaysSo()
    {
        using var folder = new TempFolder();
        using (InteractionReranker made = Create())
            RerankerFolder.Write(folder.At("model"), made, Start, "# test\n");
        string config = Path.Combine(folder.At("model"), "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"hidden_act\"", "\"lexical_saturation\": 1, \"lexical_length_weight\": 0, \"lexical_length\": 9, \"hidden_act\"", StringComparison.Ordinal));

        WinnowException error = Assert.Throws<WinnowException>(() => TrainableReranker.Open(folder.At("model"), torch.CPU, torch.ScalarType.Float32));

        Assert.Contains("lexical.weight", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Gives each token a weight, and common ones none.</summary>
    internal static LexicalMatch AddLexical(InteractionReranker reranker, float weight)
    {
        reranker.SetLexical(new LexicalSettings(0.3, 0.4, 12.5), weight, [.. Enumerable.Range(0, reranker.Encoder.Shape.Vocabulary).Select(i => i < 5 ? 0 : 0.5f + (i % 7))]);
        return reranker.Lexical!;
    }

    static InteractionReranker Create()
    {
        _ = LibTorch.Version;
        return InteractionReranker.Create(
            TrainableReranker.OpenEncoder(Start, torch.CPU, torch.ScalarType.Float32), Tokenizer.Load(Path.Combine(Start, "tokenizer.json")), 2, "query: ", "passage: ", 0.3f);
    }

    static float[] Score(InteractionReranker reranker) => reranker.ScoreOnly(PairTokens.Of(reranker.Tokenizer, Query, Documents, 100));
}

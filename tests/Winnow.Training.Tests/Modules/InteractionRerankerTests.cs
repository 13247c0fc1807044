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
    public void Rescale_BothTerms_ScalesAllOfTheLogit()
    {
        using InteractionReranker reranker = Create();
        AddLexical(reranker, 1.5f);
        AddLate(reranker, 3);
        float[] before = Score(reranker);

        reranker.Rescale(0.5, -1);

        float[] after = Score(reranker);
        for (int i = 0; i < after.Length; i++)
            Assert.Equal((0.5f * before[i]) - 1, after[i], 1e-5f);
        Assert.Equal((0.75f, 1.5f), (reranker.LexicalWeight, reranker.LateWeight));
    }

    [Fact]
    public void Keep_SomeLayers_KeepsTheirGatesAndBothTerms()
    {
        using InteractionReranker whole = Create();
        LexicalMatch lexical = AddLexical(whole, 1.5f);
        LateInteraction late = AddLate(whole, 3);
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
        Assert.Equal(6, kept.LateWeight);
        Assert.Equal(late.Center, kept.Late!.Center);
        Assert.Equal(whole.Parameters.Values($"encoder.layer.{last}.mlp.wo.bias"), kept.Parameters.Values("encoder.layer.1.mlp.wo.bias"));
        Assert.All(Score(kept), logit => Assert.True(float.IsFinite(logit)));
    }

    [Fact]
    public void ScoreOnly_LateInteraction_TakesMostWhereLeastIsCovered()
    {
        using InteractionReranker reranker = Create();
        float[] without = Score(reranker);

        AddLate(reranker, 3);

        float[] with = Score(reranker);
        float[] taken = [.. without.Zip(with, (a, b) => a - b)];
        // A document without tokens has nothing like any token of the query.
        Assert.Equal(3, taken[2], 1e-5f);
        Assert.All(taken, lost => Assert.InRange(lost, 0, 3.00001f));
        Assert.True(taken[4] < taken[1], $"The query itself lost {taken[4]}, another text {taken[1]}.");
    }

    [Fact]
    public void Score_LateInteractionAlone_GivesTheLayersTheirGradients()
    {
        using InteractionReranker reranker = Create();
        AddLate(reranker, 3);
        reranker.Parameters.Set("interaction.scale", [0f], 1);
        string name = $"encoder.layer.{reranker.Encoder.Shape.Layers - 1}.mlp.wo.bias";
        PairTokens pairs = PairTokens.Of(reranker.Tokenizer, Query, Documents, 100);
        using (torch.NewDisposeScope())
            reranker.Score(pairs).sum().backward();
        reranker.Parameters.Forget();
        using torch.Tensor gradient = reranker.Parameters[name].grad!.clone(), words = reranker.Parameters["embeddings.word_embeddings.weight"].grad!.clone();
        using torch.Tensor ofWeight = reranker.Parameters[LateInteraction.WeightTensor].grad!.clone();
        float[] values = reranker.Parameters.Values(name), slope = ParameterSet.Values(gradient);
        float length = MathF.Sqrt(slope.Sum(x => x * x)), step = 0.01f;

        float Sum(float distance)
        {
            reranker.Parameters.Set(name, [.. values.Zip(slope, (value, g) => value + (distance * g / length))], values.Length);
            return Score(reranker).Sum();
        }

        Assert.True(length > 1e-3f);
        Assert.Equal(length, (Sum(step) - Sum(-step)) / (2 * step), 0.05f * length);
        Assert.Contains(ParameterSet.Values(words), x => x != 0);
        Assert.All(ParameterSet.Values(words), x => Assert.True(float.IsFinite(x)));
        Assert.Equal(Score(reranker).Sum() / 3, ParameterSet.Values(ofWeight)[0], 0.01f);
    }

    [Fact]
    public void HeadNames_BothTerms_HoldTheirWeights()
    {
        using InteractionReranker reranker = Create();
        AddLexical(reranker, 1.5f);
        AddLate(reranker, 3);

        Assert.Equal(["interaction.gate", "interaction.scale", "interaction.bias", "lexical.weight", "late_interaction.weight"], reranker.HeadNames);
        Assert.Equal(["lexical.term_weights", "late_interaction.center", "late_interaction.term_weights"], reranker.FixedTensors.Select(tensor => tensor.Name));
    }

    [Fact]
    public void SumTextStates_NoOpenLayers_SumsTheStatesOfEachTextAlone()
    {
        using InteractionReranker reranker = Create(open: 0);
        int[] query = reranker.Tokenizer.Tokenize("query: "), document = reranker.Tokenizer.Tokenize("passage: ");
        int size = reranker.Encoder.Shape.HiddenSize, expectedTokens = 0;
        var expected = new double[size];
        foreach ((int[] prompt, int type, string text) in Documents.SelectMany(text => ((int[], int, string)[])[(query, 0, Query), (document, 1, text)]))
        {
            int[] tokens = reranker.Tokenizer.Tokenize(text);
            using var still = torch.no_grad();
            using var scope = torch.NewDisposeScope();
            float[] states = ParameterSet.Values(reranker.Encoder.Forward(TokenBatch.Create([reranker.Tokenizer.Assemble([.. prompt, .. tokens]).Ids], null, type, torch.CPU)));
            for (int i = (1 + prompt.Length) * size; i < (1 + prompt.Length + tokens.Length) * size; i++)
                expected[i % size] += states[i];
            expectedTokens += tokens.Length;
        }

        (double[] sum, long count) = reranker.SumTextStates(PairTokens.Of(reranker.Tokenizer, Query, Documents, 100));

        Assert.Equal(expectedTokens, count);
        for (int i = 0; i < size; i++)
            Assert.Equal(expected[i], sum[i], 1e-3);
    }

    [Fact]
    public void Open_CenterWithoutWeight_SaysSo()
    {
        using var folder = new TempFolder();
        using (InteractionReranker made = Create())
        {
            AddLate(made, 3);
            RerankerFolder.Write(folder.At("model"), made, Start, "# test\n");
        }

        string file = Path.Combine(folder.At("model"), "model.safetensors");
        byte[] bytes = File.ReadAllBytes(file);
        bytes.AsSpan(bytes.AsSpan().IndexOf("late_interaction.weight"u8), 4).Fill((byte)'x');
        File.WriteAllBytes(file, bytes);

        WinnowException error = Assert.Throws<WinnowException>(() => TrainableReranker.Open(folder.At("model"), torch.CPU, torch.ScalarType.Float32));

        Assert.Contains("late_interaction.weight", error.Message, StringComparison.Ordinal);
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

    /// <summary>Gives the late interaction a center that is far from none.</summary>
    internal static LateInteraction AddLate(InteractionReranker reranker, float weight)
    {
        reranker.SetLate(
            weight,
            [.. Enumerable.Range(0, reranker.Encoder.Shape.HiddenSize).Select(i => 0.4f * MathF.Sin(i))],
            [.. Enumerable.Range(0, reranker.Encoder.Shape.Vocabulary).Select(i => 1 + MathF.Cos(i))]);
        return reranker.Late!;
    }

    static InteractionReranker Create(int open = 2)
    {
        _ = LibTorch.Version;
        return InteractionReranker.Create(
            TrainableReranker.OpenEncoder(Start, torch.CPU, torch.ScalarType.Float32), Tokenizer.Load(Path.Combine(Start, "tokenizer.json")), open, "query: ", "passage: ", 0.3f);
    }

    static float[] Score(InteractionReranker reranker) => reranker.ScoreOnly(PairTokens.Of(reranker.Tokenizer, Query, Documents, 100));
}

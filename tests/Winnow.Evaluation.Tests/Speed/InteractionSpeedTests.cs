using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Winnow.Evaluation.Speed.Measures;
using Winnow.Evaluation.Speed.Workers;
using Winnow.Evaluation.Speed.Workloads;
using Winnow.Models;
using Winnow.Weights;
using Encoding = Winnow.Tokenization.Encoding;

namespace Winnow.Evaluation.Tests.Speed;

/// <summary>Models with an interaction head are measured as others are: their sequences have two segments.</summary>
public sealed class InteractionSpeedTests : IDisposable
{
    readonly TempFolder _folder = new();

    public InteractionSpeedTests() => Write(openLayers: 1);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void MultiplyAdds_ClosedLayersByHand_AreThoseOfTwoSequences()
    {
        using LoadedModel model = LoadedModel.Load(_folder.Path, Precision.Float32);
        // H = 48, I = 96, three layers of which two are closed; of 40 tokens 12 are the query.
        const long Linear = 40 * (4 * 48 * 48 + 3 * 48 * 96);
        Assert.Equal(
            3 * Linear + 2 * 48 * (2 * (12 * 12 + 28 * 28) + 40 * 40), OperationCount.MultiplyAdds(model.Encoder, firstTokensOnly: false, 40));
    }

    [Fact]
    public void MultiplyAdds_ManyDocumentsOfOneQuery_CountItOnceBelowTheInteraction()
    {
        using LoadedModel model = LoadedModel.Load(_folder.Path, Precision.Float32);
        // A query of 12 tokens in the two closed layers.
        const long Query = 2 * (12 * (4 * 48 * 48 + 3 * 48 * 96) + 2 * 48 * 12 * 12);
        long one = OperationCount.MultiplyAdds(model.Encoder, firstTokensOnly: false, 40);
        Assert.Equal(3 * one - 2 * Query, OperationCount.MultiplyAdds(model.Encoder, firstTokensOnly: false, 40, 40, 40));
    }

    [Fact]
    public void CreateCalls_TwoCalls_DifferInTheirQueryAlone()
    {
        Encoding[][] calls = RandomSequences.CreateCalls([40, 30, 60], 1500, segmented: true);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(calls[0][0].Ids[..12], calls[0][i].Ids[..12]);
            Assert.NotEqual(calls[0][i].Ids[..12], calls[1][i].Ids[..12]);
            Assert.Equal(calls[0][i].Ids[12..], calls[1][i].Ids[12..]);
        }
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(16, 8)]
    [InlineData(500, 12)]
    public void Create_Segmented_BeginsWithAQuery(int length, int query) =>
        Assert.Equal(query, Array.IndexOf(RandomSequences.Create([length], 1500, segmented: true)[0].TypeIds, 1));

    [Fact]
    public void Serve_Engine_RunsSegmentedBatches()
    {
        using var output = new StringWriter();
        SpeedWorker.Serve(SpeedWorker.Winnow, _folder.Path, Precision.Float32, 1, new StringReader("load 1500\nrun 16 4 0.001\nmixed 2 0.001 10,30,20\n"), output);
        string[] answers = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("loaded ", answers[0], StringComparison.Ordinal);
        Assert.All(answers[1..], answer => Assert.StartsWith("ran ", answer, StringComparison.Ordinal));
    }

    // A golden model with another head on its layers.
    void Write(int openLayers)
    {
        string golden = GoldenFolder.Of("jina-bert-standard");
        foreach (string file in (string[])["tokenizer.json", "tokenizer_config.json"])
            File.Copy(Path.Combine(golden, file), _folder[file]);
        JsonNode config = JsonNode.Parse(File.ReadAllText(Path.Combine(golden, "config.json")))!;
        config["interaction_layers"] = openLayers;
        File.WriteAllText(_folder["config.json"], config.ToJsonString());
        using ModelWeights weights = ModelWeights.Open(golden);
        long heads = (long)config["num_attention_heads"]!;
        SafetensorsWriter.Write(
            _folder["model.safetensors"],
            [
                .. weights.Tensors.Values
                    .Where(tensor => !tensor.Name.Contains("classifier", StringComparison.Ordinal) && !tensor.Name.Contains("pooler", StringComparison.Ordinal))
                    .Select(tensor => (tensor.Name, tensor.Type, tensor.Shape.ToArray(), (ReadOnlyMemory<byte>)weights.GetBytes(tensor.Name).ToArray())),
                Numbers("interaction.gate", openLayers, heads),
                Numbers("interaction.scale", 1),
                Numbers("interaction.bias", 1),
            ]);
    }

    static (string Name, TensorType Type, long[] Shape, ReadOnlyMemory<byte> Data) Numbers(string name, params long[] shape)
    {
        float[] ones = [.. Enumerable.Repeat(1f, (int)shape.Aggregate((a, b) => a * b))];
        return (name, TensorType.F32, shape, MemoryMarshal.AsBytes<float>(ones).ToArray());
    }
}

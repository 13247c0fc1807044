using Winnow.Kernels.Elementwise;
using Winnow.Models;
using Winnow.Models.Attention;
using Winnow.Models.Families;
using Winnow.Models.Interaction;
using Winnow.Onnx.Format;
using Winnow.Onnx.Graph;

namespace Winnow.Onnx.Families;

/// <summary>JinaBERT as a graph: symmetric ALiBi and a gated feed-forward layer.</summary>
sealed class JinaBertGraph(GraphBuilder graph, InputGraph inputs, ModelSource source, LayerGraph layers, JinaBert family)
    : PostNormGraph(
        graph, inputs, source, layers, source.Prefix("encoder.layer.0.mlp.gated_layers.weight", "bert.", ""), source.Config.Epsilon("layer_norm_eps", 1e-12))
{
    readonly InteractionSettings? _interaction = InteractionSettings.Find(source);

    string? _alibi, _bias;

    protected override string OutputNorm => "mlp.layernorm";

    public override string Classify(string pooled) =>
        Classify(pooled, Source.Prefix("pooler.dense.weight", "bert.", "") + "pooler.dense", Activation.Tanh, "classifier");

    protected override IEnumerable<string> Addends() => [TypeVectors()];

    protected override string ScoreBias(int layer)
    {
        int open = _interaction is null ? -1 : layer - (Source.LayerCount - _interaction.OpenLayers);
        return open >= 0 ? OpenBias(open) : _bias ??= ClosedBias();
    }

    // Slopes and padding are added once and serve all layers, or all in which the two texts do not see each other.
    string ClosedBias()
    {
        string bias = Graph.Add("Add", Alibi(), Inputs.PaddingBias);
        return _interaction is null ? bias : Inputs.WithinSegments(bias);
    }

    string OpenBias(int layer)
    {
        float[] gates = Source.Table(InteractionSettings.Gate, _interaction!.OpenLayers, Source.Heads)[(layer * Source.Heads)..((layer + 1) * Source.Heads)];
        string gate = Graph.Constant($"{InteractionSettings.Gate}.{layer}", ElementType.Float, [gates.Length, 1, 1], TensorData.Of(gates));
        return Graph.Add("Add", Graph.Add("Where", Inputs.SameSegment, Alibi(), gate), Inputs.PaddingBias);
    }

    string Alibi()
    {
        if (_alibi is not null)
            return _alibi;
        float[] slopes = [.. AlibiBias.Slopes(Source.Heads, family.HasHalvedSlopes(Source)).Select(slope => -slope)];
        string negativeSlopes = Graph.Constant("alibi_slopes", ElementType.Float, [slopes.Length, 1, 1], TensorData.Of(slopes));
        return _alibi = Graph.Add("Mul", Graph.Cast(Graph.Add("Abs", Inputs.Distances), ElementType.Float), negativeSlopes);
    }

    protected override string FeedForward(string x, string layer)
    {
        int inner = Source.IntermediateSize;
        string[] halves = Graph.Split(Layers.Linear(x, layer + "mlp.gated_layers", 2 * inner, Size), 2, inner);
        return Layers.Linear(Graph.Add("Mul", Graph.Activate(JinaBert.GateActivation(Source), halves[0]), halves[1]), layer + "mlp.wo", Size, inner);
    }
}

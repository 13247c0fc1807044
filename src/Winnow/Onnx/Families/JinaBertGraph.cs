using Winnow.Kernels.Elementwise;
using Winnow.Models;
using Winnow.Models.Attention;
using Winnow.Models.Families;
using Winnow.Onnx.Format;
using Winnow.Onnx.Graph;

namespace Winnow.Onnx.Families;

/// <summary>JinaBERT as a graph: symmetric ALiBi and a gated feed-forward layer.</summary>
sealed class JinaBertGraph(GraphBuilder graph, InputGraph inputs, ModelSource source, LayerGraph layers, JinaBert family)
    : PostNormGraph(
        graph, inputs, source, layers, source.Prefix("encoder.layer.0.mlp.gated_layers.weight", "bert.", ""), source.Config.Epsilon("layer_norm_eps", 1e-12))
{
    string? _bias;

    protected override string OutputNorm => "mlp.layernorm";

    public override string Classify(string pooled) =>
        Classify(pooled, Source.Prefix("pooler.dense.weight", "bert.", "") + "pooler.dense", Activation.Tanh, "classifier");

    protected override IEnumerable<string> Addends() => [TypeVectors()];

    // Slopes and padding are added once and serve all layers.
    protected override string ScoreBias()
    {
        if (_bias is not null)
            return _bias;
        float[] slopes = [.. AlibiBias.Slopes(Source.Heads, family.HasHalvedSlopes(Source)).Select(slope => -slope)];
        string negativeSlopes = Graph.Constant("alibi_slopes", ElementType.Float, [slopes.Length, 1, 1], TensorData.Of(slopes));
        string distances = Graph.Cast(Graph.Add("Abs", Inputs.Distances), ElementType.Float);
        return _bias = Graph.Add("Add", Graph.Add("Mul", distances, negativeSlopes), Inputs.PaddingBias);
    }

    protected override string FeedForward(string x, string layer)
    {
        int inner = Source.IntermediateSize;
        string[] halves = Graph.Split(Layers.Linear(x, layer + "mlp.gated_layers", 2 * inner, Size), 2, inner);
        return Layers.Linear(Graph.Add("Mul", Graph.Activate(JinaBert.GateActivation(Source), halves[0]), halves[1]), layer + "mlp.wo", Size, inner);
    }
}

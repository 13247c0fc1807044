using Winnow.Models;
using Winnow.Onnx.Graph;

namespace Winnow.Onnx.Families;

/// <summary>BERT as a graph.</summary>
sealed class BertGraph(GraphBuilder graph, InputGraph inputs, ModelSource source, LayerGraph layers)
    : PostNormGraph(graph, inputs, source, layers, source.Prefix("embeddings.word_embeddings.weight", "bert.", ""), source.Config.Epsilon("layer_norm_eps", 1e-12))
{
    protected override IEnumerable<string> Addends() => [PositionVectors(), TypeVectors()];
}

using Winnow.Kernels.Elementwise;
using Winnow.Models;
using Winnow.Onnx.Format;
using Winnow.Onnx.Graph;

namespace Winnow.Onnx.Families;

/// <summary>XLM-RoBERTa as a graph: positions count the tokens that are no padding, from the padding id + 1 on, and one type holds for all tokens.</summary>
sealed class XlmRobertaGraph(GraphBuilder graph, InputGraph inputs, ModelSource source, LayerGraph layers)
    : PostNormGraph(graph, inputs, source, layers, source.Prefix("embeddings.word_embeddings.weight", "roberta.", ""), source.Config.Epsilon("layer_norm_eps", 1e-5))
{
    public override string Classify(string pooled) => Classify(pooled, "classifier.dense", Activation.Tanh, "classifier.out_proj");

    protected override IEnumerable<string> Addends()
    {
        string padding = Graph.Long(Source.Config.Int("pad_token_id", 0, int.MaxValue, 1));
        string counted = Graph.Cast(Graph.Add("Not", Graph.Add("Equal", InputGraph.Ids, padding)), ElementType.Int64);
        // The padding token itself, also within a text, has the position of its own id.
        string positions = Graph.Add("Add", Graph.Add("Mul", Graph.Add("CumSum", counted, Graph.Long(1)), counted), padding);
        yield return Graph.Add("Gather", Table("max_position_embeddings", "embeddings.position_embeddings.weight"), positions);

        yield return Graph.Add("Gather", Table("type_vocab_size", "embeddings.token_type_embeddings.weight"), Graph.Long(0));
    }
}

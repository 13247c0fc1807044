using Winnow.Models;
using Winnow.Models.Families;
using Winnow.Onnx.Graph;

namespace Winnow.Onnx.Families;

/// <summary>An architecture as a graph: what <see cref="ModelFamily"/> loads, written as operations.</summary>
/// <remarks>The folder was loaded by its family before: what is not supported was refused there, with a message, and is not looked for again.</remarks>
abstract class FamilyGraph(GraphBuilder graph, InputGraph inputs, ModelSource source, LayerGraph layers)
{
    /// <summary>Gets where operations are added.</summary>
    protected GraphBuilder Graph => graph;

    /// <summary>Gets the graph's inputs.</summary>
    protected InputGraph Inputs => inputs;

    /// <summary>Gets the folder.</summary>
    protected ModelSource Source => source;

    /// <summary>Gets the layers that have weights.</summary>
    protected LayerGraph Layers => layers;

    /// <summary>Gets the steps of attention.</summary>
    protected AttentionGraph Attention { get; } = new(graph, source.Heads, source.HiddenSize / source.Heads);

    /// <summary>Gets the width of a token's vector.</summary>
    protected int Size => source.HiddenSize;

    /// <summary>Makes the graph of a family.</summary>
    public static FamilyGraph Create(ModelFamily family, GraphBuilder graph, InputGraph inputs, ModelSource source, LayerGraph layers) => family switch
    {
        Bert => new BertGraph(graph, inputs, source, layers),
        JinaBert jina => new JinaBertGraph(graph, inputs, source, layers, jina),
        XlmRoberta => new XlmRobertaGraph(graph, inputs, source, layers),
        DebertaV2 => new DebertaV2Graph(graph, inputs, source, layers),
        ModernBert => new ModernBertGraph(graph, inputs, source, layers),
        _ => throw new WinnowException($"{source.Weights.Folder}: models of the architecture {family.Name} cannot be exported to ONNX."),
    };

    /// <summary>Adds the layers.</summary>
    /// <returns>The tokens' vectors, [batch, sequence, size].</returns>
    public abstract string Encode();

    /// <summary>Adds the classification head.</summary>
    /// <param name="pooled">A vector a sequence, [batch, size].</param>
    /// <returns>The logits, [batch, 1].</returns>
    public abstract string Classify(string pooled);
}

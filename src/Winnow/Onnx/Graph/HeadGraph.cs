using Winnow.Models.Heads;
using Winnow.Onnx.Format;

namespace Winnow.Onnx.Graph;

/// <summary>Steps of heads: pooling, and scaling to length 1.</summary>
static class HeadGraph
{
    /// <summary>Adds the pooling of token vectors [batch, sequence, size] to [batch, size].</summary>
    public static string Pool(this GraphBuilder graph, Pooling pooling, string states, InputGraph inputs)
    {
        if (pooling == Pooling.First)
            return graph.Add("Gather", NodeAttribute.Integer("axis", 1), states, graph.Long(0));
        string sum = graph.Sum(graph.Add("Mul", states, inputs.Tokens), 1);
        return graph.Add("Div", sum, graph.Sum(inputs.Tokens, 1));
    }

    /// <summary>Adds the scaling of rows to length 1.</summary>
    public static string Normalize(this GraphBuilder graph, string x)
    {
        string length = graph.Add("ReduceL2", 1, [NodeAttribute.Integers("axes", -1), NodeAttribute.Integer("keepdims", 1)], x)[0];
        return graph.Add("Div", x, graph.Add("Max", length, graph.Float(1e-12f)));
    }

    static string Sum(this GraphBuilder graph, string x, long axis) => graph.Add("ReduceSum", NodeAttribute.Integer("keepdims", 0), x, graph.Longs(axis));
}

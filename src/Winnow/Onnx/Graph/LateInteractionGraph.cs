using Winnow.Models.Interaction;
using Winnow.Onnx.Format;

namespace Winnow.Onnx.Graph;

/// <summary>The late interaction of an interaction head, <see cref="LateInteraction"/>, as steps over the last states.</summary>
static class LateInteractionGraph
{
    // Below every cosine.
    const float NoToken = -2;

    /// <summary>Adds <c>-weight u</c>, [batch, 1].</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="states">The last states, [batch, sequence, size].</param>
    /// <param name="query">1 for the tokens of the query's text, 0 for all others: <see cref="SegmentTextGraph"/>.</param>
    /// <param name="document">1 for those of the document's.</param>
    /// <param name="late">The term.</param>
    public static string LateInteraction(this GraphBuilder graph, string states, string query, string document, LateInteraction late)
    {
        string center = graph.Constant(Models.Interaction.LateInteraction.CenterTensor, ElementType.Float, [late.Center.Length], TensorData.Of(late.Center.ToArray()));
        string directions = graph.Normalize(graph.Add("Sub", states, center));
        string cosines = graph.Add("MatMul", directions, Transpose(directions));

        // What stands in place of a cosine with no token of the document: 0 in a row where the document has none at all, so that it is the largest there.
        string none = graph.Add("Mul", graph.Add("Min", Sum(graph, document), graph.Float(1)), graph.Float(NoToken));
        string others = graph.Add("Where", graph.Add("Greater", Transpose(document), graph.Float(0)), cosines, none);
        string closest = graph.Add("ReduceMax", 1, [NodeAttribute.Integers("axes", 2), NodeAttribute.Integer("keepdims", 1)], others)[0];

        string lack = graph.Add("Sub", graph.Float(1), closest);
        string counts = late.TermWeights.IsEmpty ? query : graph.TermWeights(Models.Interaction.LateInteraction.TermWeightsTensor, late.TermWeights, query);
        string sum = Sum(graph, graph.Add("Mul", graph.Add("Mul", lack, lack), counts));
        // Tokens that count nothing lack nothing: 0 must not be divided by 0.
        string u = graph.Add("Div", sum, graph.Add("Max", Sum(graph, counts), graph.Float(1e-30f)));
        return graph.Add("Mul", graph.Add("Reshape", u, graph.Longs(-1, 1)), graph.Float(-late.Weight));

        string Transpose(string x) => graph.Add("Transpose", NodeAttribute.Integers("perm", 0, 2, 1), x);
    }

    static string Sum(GraphBuilder graph, string x) => graph.Add("ReduceSum", NodeAttribute.Integer("keepdims", 1), x, graph.Longs(1));
}

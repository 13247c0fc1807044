using Winnow.Models.Interaction;
using Winnow.Onnx.Format;

namespace Winnow.Onnx.Graph;

/// <summary>The exact-match term of an interaction head, <see cref="LexicalMatch"/>, as steps over token ids. Values are [batch, sequence, 1] and sums over the sequence [batch, 1, 1].</summary>
static class LexicalGraph
{
    /// <summary>Adds <c>weight m</c>, [batch, 1].</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="query">1 for the tokens of the query's text, 0 for all others: <see cref="SegmentTextGraph"/>.</param>
    /// <param name="document">1 for those of the document's.</param>
    /// <param name="match">The term.</param>
    public static string LexicalMatch(this GraphBuilder graph, string query, string document, LexicalMatch match)
    {
        // How often each token stands in the document's text.
        string equal = graph.Add("Equal", graph.Unsqueeze(InputGraph.Ids, 2), graph.Unsqueeze(InputGraph.Ids, 1));
        string counts = graph.Add("MatMul", graph.Cast(equal, ElementType.Float), document);

        LexicalSettings settings = match.Settings;
        string half = graph.Add(
            "Add",
            graph.Add("Mul", Sum(graph, document), graph.Float((float)(settings.Saturation * settings.LengthWeight / settings.Length))),
            graph.Float((float)(settings.Saturation * (1 - settings.LengthWeight))));
        // Where a token is missing from an empty document and b is 1, 0 must not be divided by 0.
        string saturated = graph.Add("Div", counts, graph.Add("Max", graph.Add("Add", counts, half), graph.Float(1e-12f)));

        string terms = graph.TermWeights(Models.Interaction.LexicalMatch.TermWeightsTensor, match.TermWeights, query);
        string matched = Sum(graph, graph.Add("Mul", terms, saturated));
        string root = graph.Add("Sqrt", graph.Add("Max", Sum(graph, terms), graph.Float(1e-30f)));
        string m = graph.Add("Reshape", graph.Add("Div", matched, root), graph.Longs(-1, 1));
        return graph.Add("Mul", m, graph.Float(match.Weight));
    }

    static string Sum(GraphBuilder graph, string x) => graph.Add("ReduceSum", NodeAttribute.Integer("keepdims", 1), x, graph.Longs(1));
}

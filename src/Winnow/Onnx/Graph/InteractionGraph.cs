using Winnow.Onnx.Format;

namespace Winnow.Onnx.Graph;

/// <summary>Steps of an interaction head: which tokens are of the same text, and the logit of two means.</summary>
static class InteractionGraph
{
    /// <summary>Adds <c>scale * cos(mean of the query's states, mean of the document's states) + bias</c>, [batch, 1].</summary>
    public static string ScaledCosine(this GraphBuilder graph, string states, InputGraph inputs, float scale, float bias)
    {
        string document = inputs.DocumentTokens;
        string a = Mean(graph, states, graph.Add("Sub", inputs.Tokens, document)), b = Mean(graph, states, document);
        string product = Sum(graph, graph.Add("Mul", a, b), 1, keepDimension: true);
        string lengths = graph.Add("Mul", Length(graph, a), Length(graph, b));
        string cosine = graph.Add("Div", product, graph.Add("Max", lengths, graph.Float(1e-12f)));
        return graph.Add("Add", graph.Add("Mul", cosine, graph.Float(scale)), graph.Float(bias));
    }

    // A row of padding alone has no tokens: its result means nothing, but must not be NaN.
    static string Mean(GraphBuilder graph, string states, string tokens) => graph.Add(
        "Div",
        Sum(graph, graph.Add("Mul", states, tokens), 1, keepDimension: false),
        graph.Add("Max", Sum(graph, tokens, 1, keepDimension: false), graph.Float(1)));

    static string Sum(GraphBuilder graph, string x, long axis, bool keepDimension) =>
        graph.Add("ReduceSum", NodeAttribute.Integer("keepdims", keepDimension ? 1 : 0), x, graph.Longs(axis));

    static string Length(GraphBuilder graph, string x) =>
        graph.Add("ReduceL2", 1, [NodeAttribute.Integers("axes", 1), NodeAttribute.Integer("keepdims", 1)], x)[0];
}

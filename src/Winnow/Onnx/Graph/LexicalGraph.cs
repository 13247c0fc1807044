using Winnow.Models.Interaction;
using Winnow.Onnx.Format;

namespace Winnow.Onnx.Graph;

/// <summary>The exact-match term of an interaction head, <see cref="LexicalMatch"/>, as steps over token ids. Values are [batch, sequence, 1] and sums over the sequence [batch, 1, 1].</summary>
static class LexicalGraph
{
    /// <summary>Adds <c>weight m</c>, [batch, 1].</summary>
    public static string LexicalMatch(this GraphBuilder graph, InputGraph inputs, LexicalMatch match)
    {
        string documentTokens = inputs.DocumentTokens, queryTokens = graph.Add("Sub", inputs.Tokens, documentTokens);
        string queryLength = Sum(graph, queryTokens), documentLength = Sum(graph, documentTokens);
        string places = graph.Unsqueeze(graph.Cast(inputs.Positions, ElementType.Float), 1);
        string query = Text(graph, queryTokens, places, queryLength, match.QueryPrompt);
        string document = Text(graph, documentTokens, graph.Add("Sub", places, queryLength), documentLength, match.DocumentPrompt);

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

        string table = graph.Constant(Models.Interaction.LexicalMatch.TermWeightsTensor, ElementType.Float, [match.TermWeights.Length], TensorData.Of(match.TermWeights.ToArray()));
        string terms = graph.Add("Mul", graph.Unsqueeze(graph.Add("Gather", table, InputGraph.Ids), 2), query);
        string matched = Sum(graph, graph.Add("Mul", terms, saturated));
        string root = graph.Add("Sqrt", graph.Add("Max", Sum(graph, terms), graph.Float(1e-30f)));
        string m = graph.Add("Reshape", graph.Add("Div", matched, root), graph.Longs(-1, 1));
        return graph.Add("Mul", m, graph.Float(match.Weight));
    }

    // Gives 1 for the tokens of a segment's text and 0 for all others. Places are counted from the segment's start. Of the first and last token, which are special, nothing counts; nor of the
    // prompt, where all of it is there.
    static string Text(GraphBuilder graph, string tokens, string places, string length, ReadOnlySpan<int> prompt)
    {
        string beforeLast = graph.Cast(graph.Add("Less", places, graph.Add("Sub", length, graph.Float(1))), ElementType.Float);
        string inner = graph.Add("Mul", graph.Add("Mul", tokens, beforeLast), After(graph.Float(0)));
        if (prompt.IsEmpty)
            return inner;

        // What the prompt has at each place, and beside the prompt what no token is.
        long[] expected = [-1, .. prompt.ToArray().Select(id => (long)id), -1];
        string index = graph.Cast(graph.Add("Clip", places, graph.Float(0), graph.Float(expected.Length - 1)), ElementType.Int64);
        string agree = graph.Add("Equal", graph.Unsqueeze(InputGraph.Ids, 2), graph.Add("Gather", graph.Longs(expected), index));
        string agreeing = Sum(graph, graph.Add("Mul", graph.Cast(agree, ElementType.Float), inner));
        string whole = graph.Cast(graph.Add("Equal", agreeing, graph.Float(prompt.Length)), ElementType.Float);
        return graph.Add("Mul", inner, After(graph.Add("Mul", whole, graph.Float(prompt.Length))));

        string After(string place) => graph.Cast(graph.Add("Greater", places, place), ElementType.Float);
    }

    static string Sum(GraphBuilder graph, string x) => graph.Add("ReduceSum", NodeAttribute.Integer("keepdims", 1), x, graph.Longs(1));
}

using Winnow.Models.Interaction;
using Winnow.Onnx.Format;

namespace Winnow.Onnx.Graph;

/// <summary>Where the texts stand in a row for an interaction head, as <see cref="SegmentText"/> finds them. Values are [batch, sequence, 1] and sums over the sequence [batch, 1, 1].</summary>
static class SegmentTextGraph
{
    /// <summary>Adds the places of both texts: 1 for their tokens and 0 for special tokens, prompts and padding, [batch, sequence, 1].</summary>
    public static (string Query, string Document) Texts(this GraphBuilder graph, InputGraph inputs, ReadOnlySpan<int> queryPrompt, ReadOnlySpan<int> documentPrompt)
    {
        string documentTokens = inputs.DocumentTokens, queryTokens = graph.Add("Sub", inputs.Tokens, documentTokens);
        string queryLength = Sum(graph, queryTokens), documentLength = Sum(graph, documentTokens);
        string places = graph.Unsqueeze(graph.Cast(inputs.Positions, ElementType.Float), 1);
        string query = Text(graph, queryTokens, places, queryLength, queryPrompt);
        return (query, Text(graph, documentTokens, graph.Add("Sub", places, queryLength), documentLength, documentPrompt));
    }

    /// <summary>Adds what the tokens of a text count: the number of their entry in a table, and 0 for all others, [batch, sequence, 1].</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="name">The name of the table.</param>
    /// <param name="weights">The table, a number an entry of the vocabulary.</param>
    /// <param name="text">1 for the tokens of the text and 0 for all others.</param>
    public static string TermWeights(this GraphBuilder graph, string name, ReadOnlySpan<float> weights, string text)
    {
        string table = graph.Constant(name, ElementType.Float, [weights.Length], TensorData.Of(weights.ToArray()));
        return graph.Add("Mul", graph.Unsqueeze(graph.Add("Gather", table, InputGraph.Ids), 2), text);
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

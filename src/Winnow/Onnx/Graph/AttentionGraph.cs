using Winnow.Onnx.Format;

namespace Winnow.Onnx.Graph;

/// <summary>The steps of attention that all families share, in the form by which runtimes recognise them.</summary>
sealed class AttentionGraph(GraphBuilder graph, int heads, int headSize)
{
    /// <summary>Cuts rows into heads: [batch, sequence, heads * size] to [batch, heads, sequence, size].</summary>
    public string Heads(string x) => Transpose(Cut(x), 0, 2, 1, 3);

    /// <summary>Cuts rows into heads and turns them: [batch, sequence, heads * size] to [batch, heads, size, sequence].</summary>
    public string TurnedHeads(string x) => Transpose(Cut(x), 0, 2, 3, 1);

    /// <summary>Turns heads: [batch, heads, sequence, size] to [batch, heads, size, sequence].</summary>
    public string Turn(string x) => Transpose(x, 0, 1, 3, 2);

    /// <summary>Multiplies queries with turned keys and scales the products by 1 / sqrt(size).</summary>
    public string Scores(string queries, string turnedKeys) =>
        graph.Add("Div", graph.Add("MatMul", queries, turnedKeys), graph.Float(MathF.Sqrt(headSize)));

    /// <summary>Gathers values by the softmax of scores with their bias, and lays the heads side by side: [batch, sequence, heads * size].</summary>
    public string Context(string scores, string bias, string values)
    {
        string weights = graph.Add("Softmax", NodeAttribute.Integer("axis", 3), graph.Add("Add", scores, bias));
        return graph.TokenRows(
            graph.Add("Reshape", Transpose(graph.Add("MatMul", weights, values), 0, 2, 1, 3), graph.Longs(0, 0, heads * headSize)), heads * headSize);
    }

    string Cut(string x) => graph.Add("Reshape", x, graph.Longs(0, 0, heads, headSize));

    string Transpose(string x, params long[] order) => graph.Add("Transpose", NodeAttribute.Integers("perm", order), x);
}

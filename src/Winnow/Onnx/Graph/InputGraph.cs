using Winnow.Onnx.Format;

namespace Winnow.Onnx.Graph;

/// <summary>The inputs of the graph and what is computed of them alone: masks and positions. Each is added when it is first asked for.</summary>
sealed class InputGraph(GraphBuilder graph)
{
    /// <summary>The token ids, [batch, sequence].</summary>
    public const string Ids = "input_ids";

    const string Mask = "attention_mask", Types = "token_type_ids";

    // What a masked score is set to: its weight is 0 after the softmax. Not infinity, which would turn a row without any key into NaN.
    const float Masked = float.MinValue;

    static readonly string[] Shape = ["batch", "sequence"];

    string? _tokens, _documentTokens, _paddingBias, _length, _positions, _distances, _sameSegment;
    bool _hasTypes;

    /// <summary>Gets the inputs that the graph has.</summary>
    public IReadOnlyList<ValueInfo> Inputs =>
    [
        new ValueInfo(Ids, ElementType.Int64, Shape),
        new ValueInfo(Mask, ElementType.Int64, Shape),
        .. _hasTypes ? (ReadOnlySpan<ValueInfo>)[new ValueInfo(Types, ElementType.Int64, Shape)] : [],
    ];

    /// <summary>Gets the token types, [batch, sequence]; asking for them makes them an input.</summary>
    public string TokenTypes
    {
        get
        {
            _hasTypes = true;
            return Types;
        }
    }

    /// <summary>Gets 1 for a token and 0 for padding, [batch, sequence, 1].</summary>
    public string Tokens => _tokens ??= graph.Unsqueeze(graph.Cast(Mask, ElementType.Float), 2);

    /// <summary>Gets 1 for a token of type 1, the document's before an interaction head, and 0 for all others, [batch, sequence, 1].</summary>
    public string DocumentTokens => _documentTokens ??= graph.Add("Mul", Tokens, graph.Unsqueeze(graph.Cast(TokenTypes, ElementType.Float), 2));

    /// <summary>Gets what is added to the scores of keys, [batch, 1, 1, sequence]: nothing for tokens, a very negative number for padding.</summary>
    public string PaddingBias => _paddingBias ??= graph.Add(
        "Mul",
        // In steps of one dimension: the form of BERT's original code, by which runtimes know the mask.
        graph.Add("Sub", graph.Float(1), graph.Cast(graph.Unsqueeze(graph.Unsqueeze(Mask, 1), 2), ElementType.Float)),
        graph.Float(Masked));

    /// <summary>Gets the padded length, as a scalar.</summary>
    public string Length => _length ??= graph.Length(Ids, 1);

    /// <summary>Gets the positions from 0, [sequence].</summary>
    public string Positions => _positions ??= graph.Add("Range", graph.Long(0), Length, graph.Long(1));

    /// <summary>Gets how far queries come after keys, [sequence of queries, sequence of keys].</summary>
    public string Distances => _distances ??= graph.Add("Sub", graph.Unsqueeze(Positions, 1), graph.Unsqueeze(Positions, 0));

    /// <summary>Gets whether a query and a key are of the same token type, and so of the same text: [batch, 1, sequence of queries, sequence of keys].</summary>
    public string SameSegment => _sameSegment ??= graph.Add("Equal", graph.Unsqueeze(TokenTypes, 1, 3), graph.Unsqueeze(TokenTypes, 1, 2));

    /// <summary>Leaves of a bias only keys of the query's own segment.</summary>
    public string WithinSegments(string bias) => graph.Add("Where", SameSegment, bias, graph.Float(Masked));

    /// <summary>Adds a bias [batch, 1, sequence, sequence] that leaves only keys at most <paramref name="reach"/> away, and no padding.</summary>
    public string WindowBias(int reach)
    {
        string near = graph.Add("LessOrEqual", graph.Add("Abs", Distances), graph.Long(reach));
        return graph.Add("Where", near, PaddingBias, graph.Float(Masked));
    }
}

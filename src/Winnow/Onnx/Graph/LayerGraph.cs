using Winnow.Models;
using Winnow.Onnx.Format;

namespace Winnow.Onnx.Graph;

/// <summary>The layers that have weights: linear layers, norms, tables.</summary>
/// <param name="graph">Where they are added.</param>
/// <param name="source">The folder of the weights, which must stay open until the model is written.</param>
/// <param name="int8">Whether matrices and the token table are int8.</param>
/// <param name="prefix">What stands before the names of this folder's tensors, to tell them from those of other folders.</param>
sealed class LayerGraph(GraphBuilder graph, ModelSource source, bool int8, string prefix = "")
{
    readonly StoredWeights _weights = new(source.Weights);

    // Queries, keys and values have the same input: it is quantised once.
    readonly Dictionary<string, string[]> _quantized = new(StringComparer.Ordinal);

    /// <summary>Gets the same layers in float32, for a head: one row a sequence costs nothing, and its error would go straight into the score.</summary>
    public LayerGraph Float32 => new(graph, source, false, prefix);

    /// <summary>Adds <c>x W^T + b</c>.</summary>
    public string Linear(string x, string name, int outputs, int inputs)
    {
        string product = int8 ? Int8Product(x, name + ".weight", outputs, inputs) : Product(x, name + ".weight", outputs, inputs);
        return source.Weights.Contains(name + ".bias") ? graph.Add("Add", product, Vector(name + ".bias", outputs)) : product;
    }

    /// <summary>Adds a layer normalisation, whose tensors may have their old names gamma and beta.</summary>
    public string Norm(string x, string name, int size, double epsilon)
    {
        string weight = source.Weights.Contains(name + ".weight") ? ".weight" : ".gamma";
        string bias = source.Weights.Contains(name + ".bias") ? ".bias" : ".beta";
        NodeAttribute[] attributes = [NodeAttribute.Integer("axis", -1), NodeAttribute.Float("epsilon", (float)epsilon)];
        return source.Weights.Contains(name + bias)
            ? graph.Add("LayerNormalization", 1, attributes, x, Vector(name + weight, size), Vector(name + bias, size))[0]
            : graph.Add("LayerNormalization", 1, attributes, x, Vector(name + weight, size))[0];
    }

    /// <summary>Gives a whole table.</summary>
    public string Table(string name, int rows, int columns) =>
        graph.Constant(prefix + name, ElementType.Float, [rows, columns], _weights.Rows(name, rows, columns));

    /// <summary>Adds the look-up of tokens' vectors.</summary>
    public string TokenVectors(string ids, string name)
    {
        int rows = source.VocabularySize, columns = source.HiddenSize;
        if (!int8)
            return graph.Add("Gather", Table(name, rows, columns), ids);
        float[] scales = _weights.Scales(name, rows, columns);
        string table = graph.Constant(prefix + name + "_quantized", ElementType.Int8, [rows, columns], _weights.Int8Rows(name, rows, columns, scales));
        string scale = graph.Constant(prefix + name + "_scale", ElementType.Float, [rows, 1], TensorData.Of(scales));
        return graph.Add("Mul", graph.Cast(graph.Add("Gather", table, ids), ElementType.Float), graph.Add("Gather", scale, ids));
    }

    string Vector(string name, int size) => graph.Constant(prefix + name, ElementType.Float, [size], TensorData.Of(source.Vector(name, size)));

    string Product(string x, string name, int outputs, int inputs) =>
        graph.Add("MatMul", x, graph.Constant(prefix + name, ElementType.Float, [inputs, outputs], _weights.Transposed(name, outputs, inputs)));

    // The operations in the order of ONNX Runtime's own tools, so that it joins them to one.
    string Int8Product(string x, string name, int outputs, int inputs)
    {
        if (!_quantized.TryGetValue(x, out string[]? input))
            _quantized.Add(x, input = graph.Add("DynamicQuantizeLinear", 3, [], x));
        float[] scales = _weights.Scales(name, outputs, inputs);
        string weight = graph.Constant(prefix + name + "_quantized", ElementType.Int8, [inputs, outputs], _weights.Int8Transposed(name, outputs, inputs, scales));
        string scale = graph.Add("Mul", input[1], graph.Constant(prefix + name + "_scale", ElementType.Float, [outputs], TensorData.Of(scales)));
        string product = graph.Add("MatMulInteger", input[0], weight, input[2]);
        return graph.Add("Mul", graph.Cast(product, ElementType.Float), scale);
    }
}

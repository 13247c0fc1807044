using System.Globalization;
using Winnow.Onnx.Format;

namespace Winnow.Onnx.Graph;

/// <summary>Collects the operations and constants of a graph. A value is known by its name.</summary>
sealed class GraphBuilder
{
    readonly List<Node> _nodes = [];
    readonly List<ValueInfo> _values = [];
    readonly OrderedDictionary<string, Initializer> _initializers = new(StringComparer.Ordinal);

    /// <summary>Gets the operations, each after those that it needs.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>Gets the tensors that are part of the model.</summary>
    public IReadOnlyList<Initializer> Initializers => [.. _initializers.Values];

    /// <summary>Gets the shapes that are stated.</summary>
    public IReadOnlyList<ValueInfo> Values => _values;

    /// <summary>Gets or sets what the names of new values begin with: the part of the model that is being built.</summary>
    public string Scope { get; set; } = "";

    /// <summary>Adds an operation with one output.</summary>
    /// <returns>The output's name.</returns>
    public string Add(string op, params ReadOnlySpan<string> inputs) => Add(op, 1, [], inputs)[0];

    /// <summary>Adds an operation with one output and a setting.</summary>
    /// <returns>The output's name.</returns>
    public string Add(string op, NodeAttribute attribute, params ReadOnlySpan<string> inputs) => Add(op, 1, [attribute], inputs)[0];

    /// <summary>Adds an operation.</summary>
    /// <returns>The names of its outputs.</returns>
    public string[] Add(string op, int outputs, NodeAttribute[] attributes, params ReadOnlySpan<string> inputs)
    {
        var names = new string[outputs];
        for (int i = 0; i < outputs; i++)
            names[i] = $"{Scope}{op}_{_nodes.Count.ToString(CultureInfo.InvariantCulture)}{(i == 0 ? "" : "_" + i.ToString(CultureInfo.InvariantCulture))}";
        _nodes.Add(new Node(op, inputs.ToArray(), names, attributes));
        return names;
    }

    /// <summary>Gives a value a name that is not made up: that of an output of the graph.</summary>
    public void Rename(string value, string name)
    {
        int last = _nodes.Count - 1;
        if (_nodes[last].Outputs is not [var output] || output != value)
            throw new InvalidOperationException("Only the value that was added last can be renamed: others may be in use.");
        _nodes[last] = _nodes[last] with { Outputs = [name] };
    }

    /// <summary>
    /// States that a value is a row a token. Runtimes lose sight of such shapes behind broadcasts and slices, and join the addition of two values to the norm after it
    /// only where they know that both have the same shape.
    /// </summary>
    /// <returns>The value.</returns>
    public string TokenRows(string value, int size)
    {
        _values.Add(new ValueInfo(value, ElementType.Float, ["batch", "sequence", size.ToString(CultureInfo.InvariantCulture)]));
        return value;
    }

    /// <summary>Converts a value.</summary>
    public string Cast(string value, ElementType type) => Add("Cast", NodeAttribute.Integer("to", (long)type), value);

    /// <summary>Adds dimensions of length 1.</summary>
    public string Unsqueeze(string value, params long[] axes) => Add("Unsqueeze", value, Longs(axes));

    /// <summary>Gets the length of a dimension, as a scalar.</summary>
    public string Length(string value, long axis) => Add("Gather", Add("Shape", value), Long(axis));

    /// <summary>Cuts a value into equal parts along its last dimension.</summary>
    public string[] Split(string value, int parts, int partSize)
    {
        var sizes = new long[parts];
        Array.Fill(sizes, partSize);
        return Add("Split", parts, [NodeAttribute.Integer("axis", -1)], value, Longs(sizes));
    }

    /// <summary>Gives a float as a scalar.</summary>
    public string Float(float value) => Constant($"float {value.ToString("R", CultureInfo.InvariantCulture)}", ElementType.Float, [], TensorData.Of([value]));

    /// <summary>Gives an integer as a scalar.</summary>
    public string Long(long value) => Constant($"integer {value.ToString(CultureInfo.InvariantCulture)}", ElementType.Int64, [], TensorData.Of([value]));

    /// <summary>Gives integers as a vector.</summary>
    public string Longs(params long[] values) => Constant($"integers {string.Join(',', values)}", ElementType.Int64, [values.Length], TensorData.Of(values));

    /// <summary>Gives a tensor; one of the same name is there only once.</summary>
    /// <returns>The name.</returns>
    public string Constant(string name, ElementType type, long[] shape, TensorData data)
    {
        _initializers.TryAdd(name, new Initializer(name, type, shape, data));
        return name;
    }
}

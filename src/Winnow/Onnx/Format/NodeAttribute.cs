namespace Winnow.Onnx.Format;

/// <summary>A setting of a node: an integer, a list of integers or a float.</summary>
readonly record struct NodeAttribute
{
    const int FloatType = 1, IntegerType = 2, IntegersType = 7;

    readonly string _name;
    readonly float _float;
    readonly long[] _integers;
    readonly int _type;

    NodeAttribute(string name, int type, float single, params long[] integers)
    {
        _name = name;
        _type = type;
        _float = single;
        _integers = integers;
    }

    /// <summary>Makes a setting of an integer.</summary>
    public static NodeAttribute Integer(string name, long value) => new(name, IntegerType, 0, value);

    /// <summary>Makes a setting of a list.</summary>
    public static NodeAttribute Integers(string name, params long[] values) => new(name, IntegersType, 0, values);

    /// <summary>Makes a setting of a float.</summary>
    public static NodeAttribute Float(string name, float value) => new(name, FloatType, value);

    /// <summary>Makes the AttributeProto.</summary>
    public ProtoMessage ToMessage()
    {
        ProtoMessage message = new ProtoMessage().Text(1, _name);
        if (_type == FloatType)
            message.Float(2, _float);
        foreach (long value in _integers)
            message.Integer(_type == IntegerType ? 3 : 8, value);
        return message.Integer(20, _type);
    }
}

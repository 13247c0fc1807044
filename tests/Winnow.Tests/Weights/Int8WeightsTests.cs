using System.Runtime.InteropServices;
using Winnow.Weights;

namespace Winnow.Tests.Weights;

public sealed class Int8WeightsTests : IDisposable
{
    readonly WeightFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Read_RowsWithScales_AreProducts()
    {
        const int Rows = 37, Columns = 101;
        var random = new Random(5);
        sbyte[] values = new sbyte[Rows * Columns];
        float[] scales = new float[Rows];
        random.NextBytes(MemoryMarshal.AsBytes(values.AsSpan()));
        for (int row = 0; row < Rows; row++)
            scales[row] = random.NextSingle() + 1e-6f;
        using ModelWeights weights = Open(WeightFixture.Int8("w", [Rows, Columns], values), WeightFixture.Single("w_scale", [Rows, 1], scales));

        float[] widened = new float[values.Length];
        weights.Read("w", [Rows, Columns], widened);
        for (int i = 0; i < values.Length; i++)
            Assert.Equal(values[i] * scales[i / Columns], widened[i]);

        float[] part = new float[3 * Columns];
        weights.ReadRows("w", 30, 3, part);
        Assert.Equal(widened[(30 * Columns)..(33 * Columns)], part);
        Assert.Equal(scales, weights.GetRowScales("w").ToArray());
        Assert.Equal(MemoryMarshal.AsBytes<sbyte>(values).ToArray(), weights.GetBytes("w").ToArray());
        weights.CheckFinite("w");
    }

    [Fact]
    public void GetRowScales_16BitScales_AreWidened()
    {
        using ModelWeights weights = Open(
            WeightFixture.Of("a", TensorType.I8, 1, 1),
            ("a_scale", TensorType.BF16, [1, 1], new byte[] { 0x80, 0x3E }),
            WeightFixture.Of("b", TensorType.I8, 1, 1),
            ("b_scale", TensorType.F16, [1, 1], BitConverter.GetBytes((Half)0.5f)));
        Assert.Equal([0.25f], weights.GetRowScales("a").ToArray());
        Assert.Equal([0.5f], weights.GetRowScales("b").ToArray());
    }

    [Fact]
    public void Read_EmptyMatrices_AreRead()
    {
        using ModelWeights weights = Open(
            WeightFixture.Of("a", TensorType.I8, 0, 4),
            WeightFixture.Of("a_scale", TensorType.F32, 0, 1),
            WeightFixture.Of("b", TensorType.I8, 2, 0),
            WeightFixture.Single("b_scale", [2, 1], 1, 1));
        weights.Read("a", [0, 4], []);
        weights.Read("b", [2, 0], []);
        weights.CheckFinite("a");
        weights.CheckFinite("b");
    }

    [Fact]
    public void Read_NoScale_IsRefused()
    {
        using ModelWeights weights = Open(WeightFixture.Of("w.weight", TensorType.I8, 2, 2));
        AssertRefused(weights, "w.weight", "\"w.weight\" is int8, and \"w.weight_scale\" with the scale of each row is not there");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(2, 1, 1)]
    [InlineData]
    public void Read_ScaleOfOtherShape_IsRefused(params int[] shape)
    {
        using ModelWeights weights = Open(
            WeightFixture.Of("w", TensorType.I8, 2, 2), WeightFixture.Of("w_scale", TensorType.F32, Array.ConvertAll(shape, size => (long)size)));
        AssertRefused(weights, "w", $"\"w_scale\" should have the shape [2,1], one scale for each row of \"w\", and has [{string.Join(',', shape)}]");
    }

    [Theory]
    [InlineData(0f, "has the scale 0 for row 1")]
    [InlineData(-0.5f, "has the scale -0.5 for row 1")]
    [InlineData(3e38f, "has the scale 3E+38 for row 1")]
    [InlineData(float.NaN, "\"w_scale\" has an element that is NaN: number 1")]
    [InlineData(float.PositiveInfinity, "\"w_scale\" has an element that is infinite: number 1")]
    public void Read_BadScale_IsRefused(float scale, string expected)
    {
        using ModelWeights weights = Open(WeightFixture.Of("w", TensorType.I8, 2, 2), WeightFixture.Single("w_scale", [2, 1], 1, scale));
        AssertRefused(weights, "w", expected);
    }

    [Fact]
    public void Read_ScaleOfOtherType_IsRefused()
    {
        using ModelWeights weights = Open(WeightFixture.Of("w", TensorType.I8, 2, 2), WeightFixture.Of("w_scale", TensorType.F64, 2, 1));
        AssertRefused(weights, "w", "\"w_scale\" is stored as F64");
    }

    [Fact]
    public void Read_Vector_IsRefused()
    {
        using ModelWeights weights = Open(WeightFixture.Of("w", TensorType.I8, 2), WeightFixture.Single("w_scale", [2, 1], 1, 1));
        AssertRefused(weights, "w", "is int8 with the shape [2]; only matrices can be int8", 2);
    }

    [Fact]
    public void Read_ZeroPoints_AreRefusedUnlessZero()
    {
        (string, TensorType, long[], ReadOnlyMemory<byte>) scale = WeightFixture.Single("w_scale", [2, 1], 1, 1);
        using (ModelWeights weights = Open(WeightFixture.Of("w", TensorType.I8, 2, 2), scale, WeightFixture.Int8("w_zero_point", [2, 1], 0, 3)))
            AssertRefused(weights, "w", "\"w_zero_point\" is not all zero; only symmetric int8 is supported");
        using (ModelWeights weights = Open(WeightFixture.Of("w", TensorType.I8, 2, 2), scale, WeightFixture.Int8("w_zero_point", [2, 1], 0, 0)))
            weights.Read("w", [2, 2], new float[4]);
    }

    static void AssertRefused(ModelWeights weights, string name, string expected, params int[] shape)
    {
        if (shape.Length == 0)
            shape = [2, 2];
        float[] destination = new float[shape[0] * (shape.Length > 1 ? shape[1] : 1)];
        Assert.Contains(expected, Assert.Throws<WinnowException>(() => weights.Read(name, shape, destination)).Message, StringComparison.Ordinal);
        Assert.Contains(expected, Assert.Throws<WinnowException>(() => { weights.GetRowScales(name); }).Message, StringComparison.Ordinal);
        Assert.Contains(expected, Assert.Throws<WinnowException>(() => weights.CheckFinite(name)).Message, StringComparison.Ordinal);
    }

    ModelWeights Open(params (string Name, TensorType Type, long[] Shape, ReadOnlyMemory<byte> Data)[] tensors)
    {
        _fixture.Write("model.safetensors", tensors);
        return ModelWeights.Open(_fixture.Folder);
    }
}

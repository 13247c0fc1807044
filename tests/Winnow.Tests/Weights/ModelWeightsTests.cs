using System.Runtime.InteropServices;
using Winnow.Weights;

namespace Winnow.Tests.Weights;

public sealed class ModelWeightsTests : IDisposable
{
    const string File1 = "model.safetensors";

    readonly WeightFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Read_EveryWeightType_IsWidened()
    {
        _fixture.Write(
            File1,
            WeightFixture.Single("f32", [2, 2], 1, -2, 3.5f, 0),
            ("f16", TensorType.F16, [2], MemoryMarshal.AsBytes<Half>([(Half)1.5f, (Half)(-2f)]).ToArray()),
            ("bf16", TensorType.BF16, [2], new byte[] { 0x80, 0x3F, 0x00, 0xC0 }),
            ("f64", TensorType.F64, [2], MemoryMarshal.AsBytes<double>([0.1, -4]).ToArray()),
            WeightFixture.Single("scalar", [], 9),
            WeightFixture.Single("none", [0, 3]));
        using ModelWeights weights = ModelWeights.Open(_fixture.Folder);

        Assert.Equal([1, -2, 3.5f, 0], Read(weights, "f32", 2, 2));
        Assert.Equal([1.5f, -2], Read(weights, "f16", 2));
        Assert.Equal([1, -2], Read(weights, "bf16", 2));
        Assert.Equal([0.1f, -4], Read(weights, "f64", 2));
        Assert.Equal([9], Read(weights, "scalar"));
        Assert.Empty(Read(weights, "none", 0, 3));
        Assert.Equal(16, weights.GetBytes("f32").Length);
        Assert.True(weights.GetRowScales("f32").IsEmpty);
        Assert.Equal(11, weights.ParameterCount);
        Assert.Equal(_fixture.Folder, weights.Folder);
        Assert.True(weights.Contains("f16"));
        Assert.False(weights.Contains("f17"));
        foreach (string name in weights.Tensors.Keys)
            weights.CheckFinite(name);
    }

    [Fact]
    public void Read_OtherShape_NamesBoth()
    {
        _fixture.Write(File1, WeightFixture.Single("the.weight", [2, 3], 1, 2, 3, 4, 5, 6));
        using ModelWeights weights = ModelWeights.Open(_fixture.Folder);
        foreach (int[] shape in new[] { [3, 2], [6], [2, 3, 1], Array.Empty<int>() })
            AssertRefused(() => weights.Read("the.weight", shape, new float[6]), $"\"the.weight\" should have the shape [{string.Join(',', shape)}] and has [2,3]");
        Assert.Throws<ArgumentException>(() => weights.Read("the.weight", [2, 3], new float[7]));
    }

    [Fact]
    public void Info_Missing_NamesTensorAndFolder()
    {
        _fixture.Write(File1, WeightFixture.Single("a", [1], 1), WeightFixture.Of("b.weight_packed", TensorType.I32, 1));
        using ModelWeights weights = ModelWeights.Open(_fixture.Folder);
        AssertRefused(() => weights.Info("classifier.weight"), $"{_fixture.Folder}: the weights have no tensor \"classifier.weight\" (they have 2 others)");
        AssertRefused(() => weights.GetBytes("x"), "no tensor \"x\"");
        AssertRefused(() => weights.GetRowScales("x"), "no tensor \"x\"");
        AssertRefused(() => weights.CheckFinite("x"), "no tensor \"x\"");
        AssertRefused(() => weights.Info("b.weight"), "only packed");
    }

    [Fact]
    public void ReadRows_PartOfMatrix_IsRead()
    {
        _fixture.Write(File1, WeightFixture.Single("m", [3, 2], 1, 2, 3, 4, 5, 6), WeightFixture.Single("v", [2], 1, 2), WeightFixture.Single("flat", [4, 0]));
        using ModelWeights weights = ModelWeights.Open(_fixture.Folder);
        float[] rows = new float[4];
        weights.ReadRows("m", 1, 2, rows);
        Assert.Equal([3, 4, 5, 6], rows);
        weights.ReadRows("m", 3, 0, []);
        weights.ReadRows("flat", 1, 2, []);
        Assert.Throws<ArgumentOutOfRangeException>(() => weights.ReadRows("m", 2, 2, rows));
        Assert.Throws<ArgumentOutOfRangeException>(() => weights.ReadRows("m", -1, 2, rows));
        Assert.Throws<ArgumentOutOfRangeException>(() => weights.ReadRows("m", long.MaxValue, 2, rows));
        Assert.Throws<ArgumentException>(() => weights.ReadRows("m", 0, 1, rows));
        Assert.Throws<ArgumentException>(() => weights.ReadRows("m", 0, 2, rows.AsSpan(0, 3)));
        AssertRefused(() => weights.ReadRows("v", 0, 1, rows), "should be a matrix and has the shape [2]");
    }

    [Theory]
    [InlineData(TensorType.I64, "I64")]
    [InlineData(TensorType.F8E4M3, "F8_E4M3")]
    [InlineData(TensorType.F4, "F4")]
    [InlineData(TensorType.C64, "C64")]
    [InlineData(TensorType.Bool, "BOOL")]
    public void Read_OtherType_IsNamedWithAdvice(TensorType type, string name)
    {
        _fixture.Write(File1, WeightFixture.Of("w", type, 4, 4));
        using ModelWeights weights = ModelWeights.Open(_fixture.Folder);
        AssertRefused(() => weights.Read("w", [4, 4], new float[16]), $"\"w\" is stored as {name}, which cannot be read as a weight. Export the model as F32");
        AssertRefused(() => weights.ReadRows("w", 0, 1, new float[4]), name);
        AssertRefused(() => weights.CheckFinite("w"), name);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(65535)]
    [InlineData(65536)]
    [InlineData(199_999)]
    public void Read_NaNOrInfinity_IsNamedWithItsPlace(int index)
    {
        float[] values = new float[200_000];
        values[index] = float.NaN;
        values[199_999] = index == 199_999 ? float.NegativeInfinity : 1;
        _fixture.Write(File1, WeightFixture.Single("w", [200, 1000], values));
        using ModelWeights weights = ModelWeights.Open(_fixture.Folder);
        string expected = $"{_fixture.At(File1)}: tensor \"w\" has an element that is {(index == 199_999 ? "infinite" : "NaN")}: number {index}, counted from 0";
        AssertRefused(() => weights.Read("w", [200, 1000], new float[200_000]), expected);
        AssertRefused(() => weights.ReadRows("w", index / 1000, 1, new float[1000]), expected);
        AssertRefused(() => weights.CheckFinite("w"), expected);
        weights.ReadRows("w", 100, 5, new float[5000]);
    }

    [Fact]
    public void Read_DoubleBeyondSingle_IsRefused()
    {
        _fixture.Write(File1, ("w", TensorType.F64, [1], BitConverter.GetBytes(1e300)));
        using ModelWeights weights = ModelWeights.Open(_fixture.Folder);
        AssertRefused(() => weights.Read("w", [1], new float[1]), "infinite or too large for float32");
    }

    [Fact]
    public void ParameterCount_BuffersAndScales_AreNotCounted()
    {
        _fixture.Write(
            File1,
            WeightFixture.Single("f", [2, 3], 1, 2, 3, 4, 5, 6),
            WeightFixture.Of("e.weight", TensorType.I8, 10, 4),
            WeightFixture.Of("e.weight_scale", TensorType.F32, 10, 1),
            WeightFixture.Of("e.weight_zero_point", TensorType.I8, 10, 1),
            WeightFixture.Of("table", TensorType.I8, 5, 4),
            WeightFixture.Of("table_scale", TensorType.F32, 5, 1),
            WeightFixture.Single("logit_scale", [], 1),
            WeightFixture.Of("position_ids", TensorType.I64, 1, 512),
            WeightFixture.Of("mask", TensorType.Bool, 7));
        using ModelWeights weights = ModelWeights.Open(_fixture.Folder);
        Assert.Equal(6 + 40 + 20 + 1, weights.ParameterCount);
    }

    [Fact]
    public void Read_ByManyThreads_GivesTheSame()
    {
        _fixture.Write(File1, WeightFixture.Int8("w", [2, 2], 1, 2, 3, 4), WeightFixture.Single("w_scale", [2, 1], 1, 10));
        using ModelWeights weights = ModelWeights.Open(_fixture.Folder);
        Parallel.For(0, 200, _ => Assert.Equal([1, 2, 30, 40], Read(weights, "w", 2, 2)));
    }

    [Fact]
    public void Read_AfterDispose_Throws()
    {
        _fixture.Write(File1, WeightFixture.Single("w", [1], 1));
        ModelWeights weights = ModelWeights.Open(_fixture.Folder);
        weights.Dispose();
        weights.Dispose();
        Assert.Throws<ObjectDisposedException>(() => weights.Read("w", [1], new float[1]));
    }

    static float[] Read(ModelWeights weights, string name, params int[] shape)
    {
        float[] values = new float[weights.Info(name).ElementCount];
        weights.Read(name, shape, values);
        return values;
    }

    static void AssertRefused(Action action, string expected) =>
        Assert.Contains(expected, Assert.Throws<WinnowException>(action).Message, StringComparison.Ordinal);
}

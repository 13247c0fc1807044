using Winnow.Weights;

namespace Winnow.Tests.Weights;

public sealed class ShardedWeightsTests : IDisposable
{
    const string Index = "model.safetensors.index.json";
    const string ShardA = "model-00001-of-00002.safetensors";
    const string ShardB = "model-00002-of-00002.safetensors";

    readonly WeightFixture _fixture = new();

    public ShardedWeightsTests()
    {
        _fixture.Write(ShardA, WeightFixture.Single("a", [2], 1, 2), WeightFixture.Int8("q.weight", [1, 2], 3, 4));
        _fixture.Write(ShardB, WeightFixture.Single("b", [1], 3), WeightFixture.Single("q.weight_scale", [1, 1], 2));
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Open_TwoShards_GivesAllTensors()
    {
        WriteIndex($$"""{"metadata":{"total_size":12},"weight_map":{"b":"{{ShardB}}","a":"{{ShardA}}","q.weight":"{{ShardA}}","q.weight_scale":"{{ShardB}}"},"x":[1]}""");
        using ModelWeights weights = ModelWeights.Open(_fixture.Folder);
        Assert.Equal(["a", "b", "q.weight", "q.weight_scale"], weights.Tensors.Keys.Order());
        Assert.Equal(5, weights.ParameterCount);
        float[] values = new float[2];
        weights.Read("a", [2], values);
        Assert.Equal([1, 2], values);
        weights.Read("q.weight", [1, 2], values);
        Assert.Equal([6, 8], values);
        Assert.Equal(3, BitConverter.ToSingle(weights.GetBytes("b")));
    }

    [Fact]
    public void Open_SingleFileBesideIndex_GoesFirst()
    {
        WriteIndex("nonsense");
        _fixture.Write("model.safetensors", WeightFixture.Single("only", [1], 1));
        using ModelWeights weights = ModelWeights.Open(_fixture.Folder);
        Assert.Equal("only", Assert.Single(weights.Tensors).Key);
    }

    [Fact]
    public void Open_OtherFileName_IsFound()
    {
        File.WriteAllText(_fixture.At("other.safetensors.index.json"), $$$"""{"weight_map":{"a":"{{{ShardA}}}"}}""");
        using ModelWeights weights = ModelWeights.Open(_fixture.Folder, "other.safetensors");
        Assert.True(weights.Contains("a"));
        Assert.Contains("plain name", Assert.Throws<WinnowException>(() => ModelWeights.Open(_fixture.Folder, "../other.safetensors")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../model.safetensors")]
    [InlineData("sub/model.safetensors")]
    [InlineData("sub\\\\model.safetensors")]
    [InlineData("/etc/model.safetensors")]
    [InlineData("C:model.safetensors")]
    [InlineData("..safetensors")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a\\u0000.safetensors")]
    [InlineData("pytorch_model.bin")]
    public void Open_ShardOutsideOfFolder_IsRefused(string shard)
    {
        WriteIndex($$$"""{"weight_map":{"a":"{{{shard}}}"}}""");
        AssertRefused("is not the plain name of a .safetensors file in the same folder");
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("[]", "it is not a JSON object")]
    [InlineData("null", "it is not a JSON object")]
    [InlineData("{", "it is not valid JSON")]
    [InlineData("{} {}", "it is not valid JSON")]
    [InlineData("{}", "it has no \"weight_map\"")]
    [InlineData("{\"weight_map\":{}}", "its \"weight_map\" is empty")]
    [InlineData("{\"weight_map\":[]}", "its \"weight_map\" is not an object")]
    [InlineData("{\"weight_map\":{\"a\":1}}", "tensor \"a\" is not mapped to a file name")]
    [InlineData("{\"weight_map\":{\"a\":\"x.safetensors\",\"a\":\"x.safetensors\"}}", "tensor \"a\" is mapped twice")]
    [InlineData("{\"weight_map\":{\"a\":\"x.safetensors\"},\"weight_map\":{}}", "it has the key \"weight_map\" twice")]
    [InlineData("{\"weight_map\":{\"a\":\"\\ud800.safetensors\"}}", "not valid Unicode")]
    [InlineData("{\"weight_map\":{\"a\":\"x.safetensors\"}}", "it names the shard \"x.safetensors\", which is not in the folder")]
    [InlineData("{\"weight_map\":{\"b\":\"model-00001-of-00002.safetensors\"}}", "tensor \"b\" should be in \"model-00001-of-00002.safetensors\" and is not")]
    public void Open_BadIndex_IsRefused(string index, string expected)
    {
        WriteIndex(index);
        AssertRefused(expected);
    }

    [Fact]
    public void Open_InvalidUtf8Index_IsRefused()
    {
        File.WriteAllBytes(_fixture.At(Index), [(byte)'{', 0xFF, (byte)'}']);
        AssertRefused("not valid UTF-8");
    }

    [Fact]
    public void Open_IndexIsFolder_IsRefused()
    {
        Directory.CreateDirectory(_fixture.At(Index));
        AssertRefused("cannot be read");
    }

    [Fact]
    public void Open_TensorInTwoShards_IsRefused()
    {
        _fixture.Write(ShardB, WeightFixture.Single("b", [1], 3), WeightFixture.Single("a", [1], 3));
        WriteIndex($$$"""{"weight_map":{"a":"{{{ShardA}}}","b":"{{{ShardB}}}"}}""");
        AssertRefused($"{ShardB}: tensor \"a\" is also in {_fixture.At(ShardA)}", prefix: "");
    }

    [Fact]
    public void Open_DamagedShard_IsRefused()
    {
        File.WriteAllText(_fixture.At(ShardB), "damaged, and long enough");
        WriteIndex($$$"""{"weight_map":{"a":"{{{ShardA}}}","b":"{{{ShardB}}}"}}""");
        AssertRefused($"{_fixture.At(ShardB)}: the first 8 bytes state", prefix: "");
    }

    void WriteIndex(string json) => File.WriteAllText(_fixture.At(Index), json);

    void AssertRefused(string expected, string? prefix = null)
    {
        string message = Assert.Throws<WinnowException>(() => ModelWeights.Open(_fixture.Folder)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.StartsWith(prefix ?? _fixture.At(Index), message, StringComparison.Ordinal);
    }
}

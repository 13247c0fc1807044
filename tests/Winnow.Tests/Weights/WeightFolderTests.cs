using Winnow.Weights;

namespace Winnow.Tests.Weights;

public sealed class WeightFolderTests : IDisposable
{
    readonly WeightFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("pytorch_model.bin", "only pytorch_model.bin. That is a pickle, which can run code when it is read, so it is refused. Convert it")]
    [InlineData("model.pt", "only model.pt. That is a pickle")]
    [InlineData("model.CKPT", "only model.CKPT. That is a pickle")]
    [InlineData("tf_model.h5", "only tf_model.h5, which is not supported. Convert it")]
    [InlineData("model.onnx", "only model.onnx, which is not supported. Fetch model.safetensors of the model")]
    [InlineData("model-Q8_0.gguf", "only model-Q8_0.gguf, which is not supported")]
    [InlineData("onnx/model.onnx", "only onnx/, which is not supported")]
    [InlineData("model-00001-of-00002.safetensors", "only model-00001-of-00002.safetensors. Rename it")]
    [InlineData("config.json", "neither model.safetensors nor model.safetensors.index.json is there. Fetch the model's weights")]
    public void Open_OtherWeights_SaysWhatToDo(string file, string expected)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_fixture.At(file))!);
        File.WriteAllText(_fixture.At(file), "x");
        string message = Refused(_fixture.Folder);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.StartsWith($"{_fixture.Folder}: no weights", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_EmptyOrMissingFolderOrFile_SaysSo()
    {
        Assert.Contains("the folder is empty", Refused(_fixture.Folder), StringComparison.Ordinal);
        Assert.Contains("there is no such folder", Refused(_fixture.At("missing")), StringComparison.Ordinal);
        Assert.Contains("is no path", Refused("a\0b"), StringComparison.Ordinal);
        _fixture.Write("model.safetensors", WeightFixture.Single("a", [1], 1));
        Assert.Contains("this is a file, and a model folder is needed", Refused(_fixture.At("model.safetensors")), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FolderInPlaceOfFile_SaysSo()
    {
        Directory.CreateDirectory(_fixture.At("model.safetensors"));
        Assert.Contains("this is a folder, and a safetensors file is needed", Refused(_fixture.Folder), StringComparison.Ordinal);
    }

    static string Refused(string folder) => Assert.Throws<WinnowException>(() => ModelWeights.Open(folder)).Message;
}

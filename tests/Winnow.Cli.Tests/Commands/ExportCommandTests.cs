using Winnow.Cli.Tests.Fakes;

namespace Winnow.Cli.Tests.Commands;

public class ExportCommandTests
{
    [Theory]
    [InlineData("Float32")]
    [InlineData("Int8", "--precision", "int8", "--format", "onnx")]
    public void Export_File_IsWrittenAndNamed(string precision, params string[] options)
    {
        using var folder = new TempFolder();
        string file = Path.Combine(folder.Path, "out.onnx");
        CliResult result = new Tool().Run(["export", "my-model", file, .. options]);
        Assert.Equal((0, ""), (result.Code, result.Output));
        Assert.Equal($"winnow: wrote {file}, 0.0 MB\n", result.Error);
        Assert.Equal($"my-model {precision}", File.ReadAllText(file));
    }

    [Fact]
    public void Export_Folder_GetsModelOnnx()
    {
        using var folder = new TempFolder();
        Assert.Equal(0, new Tool().Run("export", "my-model", folder.Path).Code);
        Assert.True(File.Exists(Path.Combine(folder.Path, "model.onnx")));
    }

    [Fact]
    public void Export_BFloat16_IsRefused() => new Tool().Run("export", "my-model", "x", "--precision", "bf16")
        .Refused("--precision must be float32 or int8, not 'bf16': ONNX models have these two only. See 'winnow export --help'.");

    [Fact]
    public void Export_OtherFormat_IsRefused()
    {
        CliResult result = new Tool().Run("export", "my-model", "x", "--format", "gguf");
        Assert.Equal((2, "winnow: --format must be onnx, not 'gguf'. See 'winnow export --help'.\n"), (result.Code, result.Error));
    }
}

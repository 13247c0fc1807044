using System.Text.Json.Nodes;
using Winnow.Onnx;
using Winnow.Tests.Oracle;

namespace Winnow.Tests.Onnx;

/// <summary>The files that an export leaves behind, and what callers are told of inputs, outputs and failures.</summary>
public class OnnxFileTests
{
    public static TheoryData<string, bool, string, string> Interfaces => new()
    {
        { "bert", true, "logits", "BERT" },
        { "jina-bert", true, "logits", "JinaBERT" },
        { "jina-bert-embedder", true, "sentence_embedding", "JinaBERT" },
        { "xlm-roberta", false, "logits", "XLM-RoBERTa" },
        { "deberta-v2", false, "logits", "DeBERTa-v2" },
        { "modernbert-cls", false, "logits", "ModernBERT" },
        { "ettin", false, "logits", "ModernBERT" },
    };

    [Theory]
    [MemberData(nameof(Interfaces))]
    public void Export_GoldenFolder_HasTheInputsOutputsAndMetadataOfTheModel(string name, bool hasTypes, string output, string architecture)
    {
        using var model = new ExportedModel(Fixtures.Golden(name));
        Assert.Equal(hasTypes ? ["attention_mask", "input_ids", "token_type_ids"] : ["attention_mask", "input_ids"], model.Inputs.Order(StringComparer.Ordinal));
        Assert.Equal(output, model.Output);
        Assert.Equal(architecture, model.Metadata["winnow.architecture"]);
        Assert.True(int.Parse(model.Metadata["winnow.max_tokens"], System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Equal(output == "logits", model.Metadata.ContainsKey("winnow.activation"));
    }

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.Int8)]
    public void Export_LargeModel_LiesInTwoFilesThatGiveTheSame(Precision precision)
    {
        (int[], int[])[] sequences = [.. GoldenFolders.Cases("deberta-v2").Take(3).Select(golden => (golden.Ids, golden.Types))];
        using var one = new ExportedModel(Fixtures.Golden("deberta-v2"), new OnnxOptions { Precision = precision });
        using var two = new ExportedModel(Fixtures.Golden("deberta-v2"), new OnnxOptions { Precision = precision, LargestSingleFile = 100_000 });
        Assert.Equal(["model.onnx"], Files(one.Folder));
        Assert.Equal(["model.onnx", "model.onnx_data"], Files(two.Folder));
        Assert.True(new FileInfo(two.Path).Length < 100_000);
        Assert.Equal(one.Run(sequences), two.Run(sequences));
    }

    [Fact]
    public void Export_Twice_ReplacesTheFileWithTheSameBytes()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("winnow-onnx-");
        string path = Path.Combine(folder.FullName, "x.onnx");
        OnnxExporter.Export(Fixtures.Golden("bert"), path);
        byte[] first = File.ReadAllBytes(path);
        File.WriteAllText(path, "something else");
        OnnxExporter.Export(Fixtures.Golden("bert"), path);
        Assert.Equal(first, File.ReadAllBytes(path));
        Assert.Equal(["x.onnx"], Files(folder.FullName));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Export_FolderThatDoesNotLoad_SaysWhyAndLeavesTheOldFile()
    {
        using var model = new TemporaryModel("bert");
        JsonNode config = JsonNode.Parse(model.Read("config.json"))!;
        config["intermediate_size"] = 97;
        model.Write("config.json", config.ToJsonString());
        DirectoryInfo folder = Directory.CreateTempSubdirectory("winnow-onnx-");
        string path = Path.Combine(folder.FullName, "x.onnx");
        File.WriteAllText(path, "an older model");

        var error = Assert.Throws<WinnowException>(() => OnnxExporter.Export(model.Path, path));
        Assert.Contains("should have the shape [97, 48]", error.Message, StringComparison.Ordinal);
        Assert.Equal("an older model", File.ReadAllText(path));
        Assert.Equal(["x.onnx"], Files(folder.FullName));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Export_NoFolderForTheFile_SaysSo()
    {
        string path = Path.Combine(Path.GetTempPath(), "winnow-no-such-folder", "x.onnx");
        var error = Assert.Throws<WinnowException>(() => OnnxExporter.Export(Fixtures.Golden("bert"), path));
        Assert.StartsWith($"{path}: the file cannot be written:", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.GetDirectoryName(path)));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(0)]
    public void Export_FolderInPlaceOfTheFile_SaysSoAndLeavesNothing(long largestSingleFile)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("winnow-onnx-");
        folder.CreateSubdirectory("x.onnx_data");
        folder.CreateSubdirectory("x.onnx");
        string path = Path.Combine(folder.FullName, "x.onnx");
        Assert.Throws<WinnowException>(() => OnnxExporter.Export(Fixtures.Golden("bert"), path, new OnnxOptions { LargestSingleFile = largestSingleFile }));
        Assert.Empty(Files(folder.FullName));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Export_NoSuchModel_SaysSo() =>
        Assert.Contains("no such model folder", Assert.Throws<WinnowException>(() => OnnxExporter.Export("no/such/model", "x.onnx")).Message, StringComparison.Ordinal);

    [Fact]
    public void Export_EmptyPath_Throws() => Assert.Throws<ArgumentException>(() => OnnxExporter.Export(Fixtures.Golden("bert"), ""));

    [Fact]
    public void Precision_NoSuchValue_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new OnnxOptions { Precision = (Precision)7 });

    [Fact]
    public void Precision_BFloat16_IsRefusedWithTheTwoThatThereAre() => Assert.Contains(
        "ONNX models are written in float32 or int8.",
        Assert.Throws<ArgumentOutOfRangeException>(() => new OnnxOptions { Precision = Precision.BFloat16 }).Message,
        StringComparison.Ordinal);

    static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);
}

using System.Text.Json;
using Winnow.Cli.Tests.Fakes;

namespace Winnow.Cli.Tests.Commands.Training;

[Collection(UsesTorch.Name)]
public sealed class LabelCommandTests : IDisposable
{
    readonly TempFolder _folder = new();
    readonly Tool _tool = new();
    readonly string _pairs, _mined, _output;

    public LabelCommandTests()
    {
        _pairs = TrainingPairs.Write(_folder);
        _mined = Path.Combine(_folder.Path, "mined.bin");
        _output = Path.Combine(_folder.Path, "labelled.bin");
        _tool.Run("mine", _pairs, "--out", _mined).Done();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Label_RerankerAndEmbedder_WritesLabelsAndSaysWhatTheTeachersThink()
    {
        string[] command = ["label", _mined, "--pairs", _pairs, "--teacher", TrainingPairs.Reranker, "--weight", "3", "--teacher", TrainingPairs.Embedder, "--weight", "0.5", "--out", _output];
        string[] lines = _tool.Run(command).Done().Lines;

        Assert.Equal("queries             3", lines[0]);
        Assert.Equal("candidates          5, 1.7 for each query", lines[1]);
        Assert.StartsWith("bert                weight 3, mean ", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("bert-embedder-mean  weight 0.5, mean ", lines[3], StringComparison.Ordinal);
        Assert.Equal($"file                {_output}", lines[^1]);
        Assert.Equal(3, Directory.GetFiles(Path.Combine(_folder.Path, "cache"), "*.f32").Length);

        byte[] first = File.ReadAllBytes(_output);
        _tool.Run(command).Done();
        Assert.Equal(first, File.ReadAllBytes(_output));
    }

    [Fact]
    public void Label_Json_IsOneObject()
    {
        using JsonDocument json = JsonDocument.Parse(
            _tool.Run("label", _mined, "--pairs", _pairs, "--teacher", TrainingPairs.Embedder, "--out", _output, "--format", "json").Done().Output);

        Assert.Equal(5, json.RootElement.GetProperty("candidates").GetInt32());
        Assert.Equal("bert-embedder-mean", json.RootElement.GetProperty("teachers")[0].GetProperty("teacher").GetString());
    }

    [Fact]
    public void Label_WrongUsage_SaysWhatToDo()
    {
        CliResult Label(params string[] more) => _tool.Run(["label", _mined, "--pairs", _pairs, "--out", _output, "--teacher", TrainingPairs.Embedder, .. more]);

        Label("--weight", "1", "--weight", "2").Refused("The number of weights is 2 and that of teachers 1. Give --weight once for each --teacher, or not at all.");
        Label("--weight", "0").Refused("--weight must be a number above 0, not '0'. See 'winnow label --help'.");
        Assert.False(File.Exists(_output));
    }

    [Fact]
    public void Label_ForeignFile_SaysWhatItIs()
    {
        _tool.Run("label", _pairs, "--pairs", _pairs, "--out", _output, "--teacher", TrainingPairs.Embedder)
            .Refused($"{_pairs}: this is no file of candidates: it does not start with WNNWLIST. Name a file that winnow mine or winnow label wrote.");
        string other = _folder.File("other.jsonl", "{\"query\": \"q\", \"positive\": \"p\", \"source\": \"s\"}\n");
        Assert.Contains(
            "the file was made of other pairs: it has 3 queries",
            _tool.Run("label", _mined, "--pairs", other, "--out", _output, "--teacher", TrainingPairs.Embedder).Error,
            StringComparison.Ordinal);
    }
}

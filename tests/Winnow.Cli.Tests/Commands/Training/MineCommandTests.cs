using System.Text.Json;
using Winnow.Cli.Tests.Fakes;

namespace Winnow.Cli.Tests.Commands.Training;

[Collection(UsesTorch.Name)]
public sealed class MineCommandTests : IDisposable
{
    readonly TempFolder _folder = new();
    readonly Tool _tool = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Mine_Bm25_WritesCandidatesAndSaysWhatItFound()
    {
        string output = Path.Combine(_folder.Path, "mined.bin");

        Assert.Equal(
            $"""
            queries          3 of 3
            documents        3
            candidates       5, 1.7 for each query, 3 of them positives
            near-duplicates  0 dropped, 0.00 % of 2 places read
            likely answers   0 dropped, 0.00 %
            no negatives     for 1 of the queries
            bm25             positive in the first 10 for 100.0 % of the queries, in the first 100 for 100.0 %
            file             {output}

            """.ReplaceLineEndings("\n"),
            _tool.Run("mine", TrainingPairs.Write(_folder), "--out", output).Done().Output);
        Assert.StartsWith("WNNWLIST", File.ReadAllText(output), StringComparison.Ordinal);
    }

    [Fact]
    public void Mine_EmbedderTwice_GivesTheSameBytesAndKeepsVectors()
    {
        string pairs = TrainingPairs.Write(_folder), first = Path.Combine(_folder.Path, "first"), second = Path.Combine(_folder.Path, "second");
        foreach (string output in (string[])[first, second])
            _tool.Run("mine", pairs, "--embedder", TrainingPairs.Embedder, "--margin", "off", "--threads", "1", "--out", output).Done();

        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_folder.Path, "cache"), "*.f32").Length);
    }

    [Fact]
    public void Mine_Json_IsOneObject()
    {
        string output = Path.Combine(_folder.Path, "mined.bin");
        string text = _tool.Run("mine", TrainingPairs.Write(_folder), "--limit", "1", "--bm25", "--out", output, "--format", "json").Done().Output;
        using JsonDocument json = JsonDocument.Parse(text);

        Assert.Equal(output, json.RootElement.GetProperty("file").GetString());
        Assert.Equal((1, 3), (json.RootElement.GetProperty("queries").GetInt32(), json.RootElement.GetProperty("all_queries").GetInt32()));
        Assert.Equal("bm25", json.RootElement.GetProperty("stages")[0].GetProperty("stage").GetString());
    }

    [Fact]
    public void Mine_MalformedLine_SaysFileLineAndField()
    {
        string pairs = _folder.File("bad.jsonl", "{\"query\": \"q\"}\n");

        _tool.Run("mine", pairs, "--out", Path.Combine(_folder.Path, "o")).Refused($"{pairs}, line 1, field \"positive\": is missing.");
    }

    [Fact]
    public void Mine_WrongUsage_SaysWhatToDo()
    {
        string pairs = TrainingPairs.Write(_folder), output = Path.Combine(_folder.Path, "o");

        _tool.Run("mine", pairs, "--out", "").Refused("--out is empty text. Name a file.");
        _tool.Run("mine", pairs, "--out", _folder.Path).Refused($"{_folder.Path}: --out is a folder that exists. Name a file.");
        _tool.Run("mine", pairs, "--out", output, "--hard", "0", "--middle", "0").Refused("--hard and --middle are both 0, so there is nothing to mine. Make one of them more.");
        _tool.Run("mine", pairs, "--out", output, "--margin", "5%").Refused("--margin must be a number from 0 to less than 1, or off, not '5%'. See 'winnow mine --help'.");
        _tool.Run("mine", pairs, "--out", output, "--embedder", "a", "--embedder", "b", "--embedder", "c", "--embedder", "d", "--embedder", "e", "--embedder", "f")
            .Refused("--embedder is given 6 times, and at most 5 embedders can mine at once. Leave some out.");
        Assert.False(File.Exists(output));
    }

    [Fact]
    public void Mine_Cancelled_LeavesNoFile()
    {
        string output = Path.Combine(_folder.Path, "o");

        Assert.Equal(130, new Tool { Cancellation = new CancellationToken(true) }.Run("mine", TrainingPairs.Write(_folder), "--out", output).Code);
        Assert.False(File.Exists(output));
    }
}

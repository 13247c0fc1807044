using System.CommandLine;
using Winnow.Cli.Commands;

namespace Winnow.Cli.Tests.Commands;

public sealed class WinnowCommandTests
{
    [Theory]
    [InlineData(true, "rerank", "a question", "a.txt")]
    [InlineData(true, "score")]
    [InlineData(true, "embed", "--model", "m")]
    [InlineData(true, "bench", "--quick")]
    [InlineData(true, "eval", "beir", "scifact")]
    [InlineData(true, "eval", "rag")]
    [InlineData(false)]
    [InlineData(false, "--help")]
    [InlineData(false, "tokenize")]
    [InlineData(false, "inspect", "rerank")]
    [InlineData(false, "export", "m", "m.onnx")]
    [InlineData(false, "quantize", "m", "m-int8")]
    [InlineData(false, "eval")]
    [InlineData(false, "eval", "metrics")]
    [InlineData(false, "eval", "report")]
    [InlineData(false, "bench-worker", "winnow", "m")]
    public void RunsModel_FirstWords_SayWhetherOneIsRun(bool expected, params string[] args) => Assert.Equal(expected, WinnowCommand.RunsModel(args));

    // A command that is renamed must not be forgotten there.
    [Theory]
    [InlineData("rerank")]
    [InlineData("score")]
    [InlineData("embed")]
    [InlineData("bench")]
    [InlineData("eval", "beir")]
    [InlineData("eval", "rag")]
    public void RunsModel_ItsWords_AreCommands(params string[] words)
    {
        Command command = WinnowCommand.Create([]);
        foreach (string word in words)
            command = Assert.Single(command.Subcommands, found => found.Name == word);
    }
}

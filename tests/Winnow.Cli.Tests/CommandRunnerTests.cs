using Winnow.Cli.Tests.Fakes;

namespace Winnow.Cli.Tests;

public sealed class CommandRunnerTests
{
    [Theory]
    [InlineData("'rernk' is no command of winnow. Did you mean 'rerank'? See 'winnow --help'.", "rernk", "x")]
    [InlineData("'frobnicate' is no command of winnow. See 'winnow --help'.", "frobnicate")]
    [InlineData("'--fromat' is no option of winnow rerank. Did you mean '--format'? Text that starts with a dash goes after --. See 'winnow rerank --help'.", "rerank", "x", "--fromat", "json")]
    [InlineData("'--modle' is no option of winnow score. Did you mean '--model'? Text that starts with a dash goes after --. See 'winnow score --help'.", "score", "--modle=m")]
    [InlineData("'-q' is no option of winnow rerank. Text that starts with a dash goes after --. See 'winnow rerank --help'.", "rerank", "-q", "a")]
    [InlineData("winnow score does not take the argument 'pairs.jsonl'. See 'winnow score --help'.", "score", "pairs.jsonl")]
    [InlineData("--format must be table, json or jsonl, not 'xml'. See 'winnow rerank --help'.", "rerank", "x", "a", "--format", "xml")]
    [InlineData("--format must be table, json or jsonl, not '1'. See 'winnow rerank --help'.", "rerank", "x", "a", "--format", "1")]
    [InlineData("--precision must be float32, int8 or bf16, not 'int4'. See 'winnow score --help'.", "score", "--precision", "int4")]
    [InlineData("--threads must be a whole number from 1 to 256, not '0'. See 'winnow score --help'.", "score", "--threads", "0")]
    [InlineData("--threads must be a whole number from 1 to 256, not '257'. See 'winnow score --help'.", "score", "--threads", "257")]
    [InlineData("--max-tokens must be a whole number from 1, not 'many'. See 'winnow tokenize --help'.", "tokenize", "--max-tokens", "many")]
    [InlineData("--top must be a whole number from 1, not '-3'. See 'winnow rerank --help'.", "rerank", "x", "a", "--top", "-3")]
    [InlineData("--top must be a whole number from 1, not '99999999999'. See 'winnow rerank --help'.", "rerank", "x", "a", "--top", "99999999999")]
    [InlineData("--lengths must be whole numbers from 1 to 1048576 with commas between them, as in 64,128,512, not '64,long'. See 'winnow bench --help'.", "bench", "--lengths", "64,long")]
    [InlineData("--lengths must be whole numbers from 1 to 1048576 with commas between them, as in 64,128,512, not '0'. See 'winnow bench --help'.", "bench", "--lengths", "0")]
    [InlineData("--lengths must be whole numbers from 1 to 1048576 with commas between them, as in 64,128,512, not '64,'. See 'winnow bench --help'.", "bench", "--lengths", "64,")]
    [InlineData("--shape must be turbo or tiny, not 'huge'. See 'winnow bench --help'.", "bench", "--shape", "huge")]
    [InlineData("--against must be onnxruntime, not 'abacus'. See 'winnow bench --help'.", "bench", "--against", "abacus")]
    [InlineData("--rival-precision must be float32 or int8, not 'int4'. See 'winnow bench --help'.", "bench", "--against", "onnxruntime", "--rival-precision", "int4")]
    [InlineData(
        "--rival-precision must be float32 or int8, not 'bf16': ONNX models have these two only. See 'winnow bench --help'.", "bench", "--against", "onnxruntime", "--rival-precision", "bf16")]
    [InlineData("--seconds must be a number above 0 and up to 3600, not '0'. See 'winnow bench --help'.", "bench", "--seconds", "0")]
    [InlineData("--format must be table, json or markdown, not 'jsonl'. See 'winnow bench --help'.", "bench", "--format", "jsonl")]
    [InlineData("Required argument missing for option: '--model'. See 'winnow score --help'.", "score", "--model")]
    [InlineData("Required argument 'QUERY' missing for command: 'rerank'. See 'winnow rerank --help'.", "rerank")]
    public void Run_WrongUsage_ExplainsAndReturnsTwo(string message, params string[] args) => Assert.Equal("", new Tool().Run(args).Refused(message).Output);

    [Fact]
    public void Run_NoArguments_PrintsHelpAsAnError()
    {
        var result = new Tool().Run();

        Assert.Equal(2, result.Code);
        Assert.Equal("", result.Output);
        foreach (string verb in (string[])["rerank", "score", "tokenize", "embed", "inspect"])
            Assert.Contains($"\n  {verb} ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rerank")]
    [InlineData("score")]
    [InlineData("tokenize")]
    [InlineData("embed")]
    [InlineData("inspect")]
    [InlineData("bench")]
    public void Run_HelpOfAVerb_ShowsExamples(string verb)
    {
        var result = new Tool().Run(verb, "--help").Done();

        Assert.Contains($"Examples:\n", result.Output, StringComparison.Ordinal);
        Assert.Contains($"winnow {verb} ", result.Output[result.Output.IndexOf("Examples:", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Version_PrintsIt() => Assert.Matches(@"^winnow \d+\.\d+\.\d+\n$", new Tool().Run("--version").Done().Output);

    [Fact]
    public void Run_EngineRefusesTheModel_ReturnsTwoWithItsMessage() =>
        Failing(new WinnowException("m/config.json: the model type llama is not supported.")).Run("rerank", "x", "a").Refused(
            "m/config.json: the model type llama is not supported.");

    [Fact]
    public void Run_EngineFails_ReturnsOneWithoutAStack() =>
        Failing(new InvalidOperationException("boom")).Run("rerank", "x", "a").Refused(
            "failed: InvalidOperationException: boom\nwinnow: run again with --verbose to see where.", code: 1);

    [Fact]
    public void Run_VerboseOrDebug_ShowsTheStack()
    {
        var tool = Failing(new InvalidOperationException("boom"));
        var debug = new Tool { Engine = tool.Engine, Variables = { ["WINNOW_DEBUG"] = "1" } };

        foreach (var result in (CliResult[])[tool.Run("rerank", "x", "a", "--verbose"), tool.Run("--verbose", "rerank", "x", "a"), debug.Run("rerank", "x", "a")])
        {
            Assert.Equal(1, result.Code);
            Assert.Contains("   at Winnow.Cli.", result.Error, StringComparison.Ordinal);
        }
    }

    static Tool Failing(Exception error) => new() { Engine = new FakeEngine { LoadError = error } };
}

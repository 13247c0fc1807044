using Winnow.Cli.Tests.Fakes;

namespace Winnow.Cli.Tests.Commands;

public sealed class EmbedCommandTests
{
    const string Input = "{\"text\":\"abc\"}\n{\"query\":\"a\",\"document\":\"bb\"}\n{\"text\":\"\"}\n";

    [Fact]
    public void Embed_TextsAndPairs_KeepTheOrderOfTheLines() =>
        Assert.Equal(
            """
            {"embedding":[3,0.1]}
            {"embedding":[1,2]}
            {"embedding":[0,0.1]}

            """.ReplaceLineEndings("\n"),
            new Tool().RunWith(Input, "embed", "--model", "m").Done().Output);

    [Fact]
    public void Embed_Prompt_ReachesTheEngine()
    {
        var tool = new Tool();

        tool.RunWith(Input, "embed", "--model", "m", "--prompt", "query").Done();

        Assert.All(tool.Engine.EmbedOptions, options => Assert.Equal("query", options.PromptName));
    }

    [Fact]
    public void Embed_UnknownPrompt_NamesThoseThereAre() =>
        new Tool().RunWith(Input, "embed", "--model", "m", "--prompt", "qery").Refused("The model has no prompt 'qery'. It has: query, document.");

    [Fact]
    public void Embed_PromptWhereThereAreNone_SaysSo() =>
        new Tool { Engine = new FakeEngine { Prompts = [] } }.RunWith(Input, "embed", "--model", "m", "--prompt", "query").Refused(
            "The model has no prompt 'query'. It has none at all; leave --prompt out.");

    [Fact]
    public void Embed_NoModel_IsRefused() => new Tool().RunWith(Input, "embed").Refused("Option '--model' is required. See 'winnow embed --help'.");

    [Fact]
    public void Embed_BadLine_AnswersLinesBefore()
    {
        var result = new Tool().RunWith(Input + "{\"text\":1}", "embed", "--model", "m").Refused(
            "standard input, line 4, field \"text\": is a number, not text in quotation marks.");

        Assert.Equal(3, result.Lines.Length);
    }
}

using Winnow.Cli.Tests.Fakes;

namespace Winnow.Cli.Tests.Commands;

public sealed class InspectCommandTests
{
    [Fact]
    public void Inspect_GoodFolder_PrintsFacts() =>
        Assert.Equal(
            """
            name          fake
            folder        /models/fake
            architecture  JinaBERT
            purpose       reranker
            parameters    26,000,000
            max tokens    8,192
            layers        6
            weights       F32
            problems      none

            """.ReplaceLineEndings("\n"),
            new Tool().Run("inspect", "m").Done().Output);

    [Fact]
    public void Inspect_Problems_AreListedWithExitCodeTwo()
    {
        var result = new Tool { Engine = new FakeEngine { Problems = ["The activation swish is unknown.", "tokenizer.json is missing."], Purpose = null } }.Run("inspect", "m");

        Assert.Equal(2, result.Code);
        Assert.Contains("architecture  not recognised\n", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("problems      2\n  - The activation swish is unknown.\n  - tokenizer.json is missing.\n", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("jsonl")]
    public void Inspect_Json_IsOneObject(string format)
    {
        var result = new Tool { Engine = new FakeEngine { Problems = ["bad"], Purpose = null } }.Run("inspect", "m", "--format", format);

        Assert.Equal(2, result.Code);
        Assert.Equal(
            """{"name":"fake","folder":"/models/fake","architecture":null,"purpose":null,"parameters":26000000,"max_tokens":8192,"details":{"layers":"6","weights":"F32"},"problems":["bad"]}""" + "\n",
            result.Output);
    }

    [Fact]
    public void Inspect_NoSuchFolder_IsRefused() =>
        new Tool { Engine = new FakeEngine { LoadError = new WinnowException("There is no model 'm'.") } }.Run("inspect", "m").Refused("There is no model 'm'.");
}

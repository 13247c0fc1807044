using Winnow.Cli.Tests.Fakes;

namespace Winnow.Cli.Tests.Commands;

public sealed class TokenizeCommandTests
{
    const string Pair = "{\"query\":\"a bb\",\"document\":\"ccc dddd e\"}\n";

    [Fact]
    public void Tokenize_PairsAndTexts_WritesIdsAndTypesUncut()
    {
        var tool = new Tool();

        var result = tool.RunWith(Pair + "{\"text\":\"one two\"}\n", "tokenize").Done();

        Assert.Equal(
            """
            {"input_ids":[101,1,2,102,3,4,1,102],"token_type_ids":[0,0,0,0,1,1,1,1]}
            {"input_ids":[101,3,3,102],"token_type_ids":[0,0,0,0]}

            """.ReplaceLineEndings("\n"),
            result.Output);
        Assert.Equal(0, tool.Engine.LimitQuestions);
    }

    [Fact]
    public void Tokenize_Truncate_CutsToTheModelsLimit() =>
        Assert.Equal(
            "{\"input_ids\":[101,1,2,102,3,4],\"token_type_ids\":[0,0,0,0,1,1]}\n",
            new Tool().RunWith(Pair, "tokenize", "--truncate").Done().Output);

    [Theory]
    [InlineData("--truncate")]
    [InlineData("--verbose")]
    public void Tokenize_MaxTokens_CutsWithoutAskingTheModel(string other)
    {
        var tool = new Tool();

        Assert.Equal("{\"input_ids\":[101,1,2],\"token_type_ids\":[0,0,0]}\n", tool.RunWith(Pair, "tokenize", "--max-tokens", "3", other).Done().Output);
        Assert.Equal(0, tool.Engine.LimitQuestions);
    }

    [Fact]
    public void Tokenize_FieldOptions_NameTheFields() =>
        Assert.Equal(2, new Tool().RunWith("{\"t\":\"a\"}\n{\"q\":\"a\",\"d\":\"b\"}", "tokenize", "--field", "t", "--query-field", "q", "--document-field", "d").Done().Lines.Length);

    [Fact]
    public void Tokenize_LineWithNeither_IsRefused()
    {
        var result = new Tool().RunWith(Pair + "{\"content\":\"a\"}", "tokenize").Refused(
            "standard input, line 2: the line needs the field \"text\", or \"query\" and \"document\".");

        Assert.Single(result.Lines);
    }

    [Fact]
    public void Tokenize_HalfAPair_IsRefused() =>
        new Tool().RunWith("{\"query\":\"a\"}", "tokenize").Refused("standard input, line 1, field \"document\": is missing.");
}

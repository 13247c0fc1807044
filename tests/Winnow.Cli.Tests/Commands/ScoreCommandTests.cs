using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using Winnow.Cli.Tests.Fakes;

namespace Winnow.Cli.Tests.Commands;

public sealed class ScoreCommandTests
{
    const string Good = "{\"query\":\"x\",\"document\":\"x\"}\n";
    const string Answer = "{\"index\":0,\"logit\":1,\"score\":0.7310586}\n";

    [Fact]
    public void Score_Pairs_AnswersInOrder() =>
        Assert.Equal(
            """
            {"index":0,"logit":-1,"score":0.26894143}
            {"index":1,"logit":1,"score":0.7310586}
            {"index":2,"logit":0,"score":0.5}

            """.ReplaceLineEndings("\n"),
            new Tool().RunWith(
                """
                {"query":"x","document":"a"}
                {"document":"x","query":"x","extra":{"deep":[1,2]}}
                {"query":"","document":""}
                """,
                "score").Done().Output);

    [Fact]
    public void Score_ThousandPairs_KeepsOrderInSmallBatches()
    {
        var tool = new Tool { Engine = new FakeEngine { Rule = pair => new PairScore(float.Parse(pair.Document, System.Globalization.CultureInfo.InvariantCulture), 0) } };
        var input = new StringBuilder();
        for (int i = 0; i < 1000; i++)
            input.Append(System.Globalization.CultureInfo.InvariantCulture, $"{{\"query\":\"q\",\"document\":\"{i}\"}}\n");

        var result = tool.RunWith(input.ToString(), "score").Done();

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{{\"index\":{i},\"logit\":{i},\"score\":0}}"), result.Lines);
        Assert.All(tool.Engine.BatchSizes, size => Assert.InRange(size, 1, 64));
    }

    [Fact]
    public async Task Score_OpenInput_AnswersBeforeMoreArrives()
    {
        using var input = new AnonymousPipeServerStream(PipeDirection.Out);
        using var inputEnd = new AnonymousPipeClientStream(PipeDirection.In, input.ClientSafePipeHandle);
        using var output = new AnonymousPipeServerStream(PipeDirection.In);
        using var outputEnd = new AnonymousPipeClientStream(PipeDirection.Out, output.ClientSafePipeHandle);
        using var answers = new StreamReader(output);
        var run = Task.Run(() => new Tool { Output = outputEnd }.RunStream(inputEnd, "score"), TestContext.Current.CancellationToken);

        for (int i = 0; i < 3; i++)
        {
            input.Write(Encoding.UTF8.GetBytes(Good));
            string? answer = await answers.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            Assert.Equal($"{{\"index\":{i},\"logit\":1,\"score\":0.7310586}}", answer);
        }

        input.Dispose();
        (await run).Done();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\r\n  \t\n")]
    [InlineData("\uFEFF")]
    public void Score_NoPairs_IsSaid(string input)
    {
        CliResult result = new Tool().RunWith(input, "score");
        Assert.Equal(
            (2, "", "winnow: standard input: there is no line to work on: the input is empty or has only blank lines.\n"), (result.Code, result.Output, result.Error));
    }

    [Theory]
    [InlineData("\uFEFF" + Good)]
    [InlineData("{\"query\":\"x\",\"document\":\"x\"}")]
    [InlineData("{\"query\":\"x\",\"document\":\"x\"}\r\n")]
    [InlineData("\r\n\n  " + Good + "\n\n")]
    [InlineData("{\"query\":\"\\u0078\",\"document\":\"a\",\"document\":\"x\"}\n")]
    public void Score_MarkLineEndsAndBlankLines_AreAccepted(string input) => Assert.Equal(Answer, new Tool().RunWith(input, "score").Done().Output);

    [Fact]
    public void Score_FieldOptions_NameTheFields() =>
        Assert.Equal(Answer, new Tool().RunWith("{\"q\":\"x\",\"d\":{\"t\":\"x\"}}", "score", "--query-field", "q", "--document-field", "d.t").Done().Output);

    [Theory]
    [InlineData("{\"query\":\"x\",\"document\":", "column 25: not valid JSON: Expected depth to be zero at the end of the JSON payload. There is an open JSON object or array that should be closed.")]
    [InlineData("{\"query\":\"ä\", oops}", "column 15: not valid JSON: 'o' is an invalid start of a property name. Expected a '\"'.")]
    [InlineData("{} {}", "column 4: not valid JSON: '{' is invalid after a single JSON value. Expected end of data.")]
    public void Score_InvalidJson_AnswersLinesBeforeAndNamesColumn(string line, string reason)
    {
        var result = new Tool().RunWith(Good + "\n" + line + "\n" + Good, "score").Refused($"standard input, line 3, {reason}");

        Assert.Equal(Answer, result.Output);
    }

    [Theory]
    [InlineData("[\"x\"]", "the line holds an array, not a JSON object such as {\"text\": \"...\"}.")]
    [InlineData("\"x\"", "the line holds a string, not a JSON object such as {\"text\": \"...\"}.")]
    [InlineData("null", "the line holds null, not a JSON object such as {\"text\": \"...\"}.")]
    [InlineData("true", "the line holds true or false, not a JSON object such as {\"text\": \"...\"}.")]
    public void Score_NoObject_AnswersLinesBeforeAndIsRefused(string line, string reason)
    {
        var result = new Tool().RunWith(Good + line, "score").Refused($"standard input, line 2: {reason}");

        Assert.Equal(Answer, result.Output);
    }

    [Theory]
    [InlineData("{\"document\":\"x\"}", "field \"query\": is missing.")]
    [InlineData("{\"query\":\"x\"}", "field \"document\": is missing.")]
    [InlineData("{\"query\":null,\"document\":\"x\"}", "field \"query\": is null, not text in quotation marks.")]
    [InlineData("{\"query\":\"x\",\"document\":5}", "field \"document\": is a number, not text in quotation marks.")]
    [InlineData("{\"query\":\"x\",\"document\":[\"x\"]}", "field \"document\": is an array, not text in quotation marks.")]
    [InlineData("{\"query\":{},\"document\":\"x\"}", "field \"query\": is an object, not text in quotation marks.")]
    public void Score_BadField_AnswersLinesBeforeAndNamesField(string line, string reason)
    {
        var result = new Tool().RunWith(Good + line, "score").Refused($"standard input, line 2, {reason}");

        Assert.Equal(Answer, result.Output);
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\udc00")]
    [InlineData("a\\ud83d b")]
    [InlineData("\\ude00\\ud83d")]
    public void Score_LoneSurrogateEscape_IsRefusedByField(string text)
    {
        var result = new Tool().RunWith($"{Good}{{\"query\":\"x\",\"document\":\"{text}\"}}", "score").Refused(
            "standard input, line 2, field \"document\": has half of a surrogate pair (an escape such as \\ud800 without its other half), which is no character. Write the whole pair.");

        Assert.Equal(Answer, result.Output);
    }

    [Fact]
    public void Score_LoneSurrogateInAnotherFieldsText_DoesNoHarm() =>
        Assert.Equal(Answer, new Tool().RunWith("{\"id\":\"\\ud800\",\"query\":\"x\",\"document\":\"x\"}", "score").Done().Output);

    [Fact]
    public void Score_LoneSurrogateInAFieldsName_IsRefused() =>
        new Tool().RunWith("{\"query\":\"x\",\"document\":\"x\",\"qu\\udc00ry\":1}", "score").Refused(
            "standard input, line 1: the name of a field has half of a surrogate pair (an escape such as \\ud800 without its other half), which is no character. Write the whole pair.");

    [Fact]
    public void Score_SurrogatePairEscape_IsOneCharacter()
    {
        var tool = new Tool();

        tool.RunWith("{\"query\":\"x\",\"document\":\"\\ud83d\\ude00\"}", "score").Done();

        Assert.Equal("😀", Assert.Single(tool.Engine.Pairs).Document);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC3 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xC0, 0xAF })]
    public void Score_InvalidUtf8_AnswersLinesBeforeAndNamesColumn(byte[] bad)
    {
        var result = new Tool().RunBytes([.. Encoding.UTF8.GetBytes(Good + "{\"query\":\"é😀"), .. bad, .. "\",\"document\":\"x\"}\n"u8], "score")
            .Refused("standard input, line 2, column 14: these bytes are not UTF-8 text. Save the file as UTF-8.");

        Assert.Equal(Answer, result.Output);
    }

    [Fact]
    public void Score_TenMillionCharacters_Work()
    {
        var tool = new Tool();
        string document = new('x', 10_000_000);

        var result = tool.RunWith($"{Good}{{\"query\":\"x\",\"document\":\"{document}\"}}\n{Good}", "score").Done();

        Assert.Equal(3, result.Lines.Length);
        Assert.Equal(10_000_000, tool.Engine.Pairs[1].Document.Length);
    }

    [Fact]
    public void Score_BrokenPipe_EndsQuietlyAndStopsScoring()
    {
        var tool = new Tool { Output = new ClosedPipe(room: 5000) };

        var result = tool.RunWith(string.Concat(Enumerable.Repeat(Good, 10_000)), "score").Done();

        Assert.InRange(tool.Engine.Pairs.Count, 1, 1000);
    }

    [Fact]
    public void Score_OutputThatFails_ReportsFailure() =>
        new Tool { Output = new ClosedPipe(room: 0) { HResultOnClose = 28 } }.RunWith(Good, "score").Refused(
            "failed: IOException: Broken pipe\nwinnow: run again with --verbose to see where.", code: 1);

    [Fact]
    public void Score_Cancelled_StopsWithAWord()
    {
        using var source = new CancellationTokenSource();
        var tool = new Tool { Cancellation = source.Token, Engine = new FakeEngine { OnBatch = (_, token) => { source.Cancel(); token.ThrowIfCancellationRequested(); } } };

        tool.RunWith(Good, "score").Refused("cancelled", code: 130);
    }

    [Fact]
    public async Task Score_CancelledWhileWaitingForInput_Stops()
    {
        using var source = new CancellationTokenSource();
        using var input = new SilentStream();
        var run = Task.Run(() => new Tool { Cancellation = source.Token }.RunStream(input, "score"), TestContext.Current.CancellationToken);

        Assert.True(input.WaitForReader());
        source.CancelAfter(0);

        (await run.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Refused("cancelled", code: 130);
    }

    [Fact]
    public void Score_NoInputOnTerminal_IsRefused() => new Tool().Run("score").Refused("No input. Pass --input FILE, or pipe lines into the command.");

    [Fact]
    public void Score_File_IsNamedInMessages()
    {
        using var folder = new TempFolder();
        string file = folder.File("pairs.jsonl", Good + "{}");

        var result = new Tool().Run("score", "--input", file).Refused($"{file}, line 2, field \"query\": is missing.");

        Assert.Equal(Answer, result.Output);
    }

    [Fact]
    public void Score_Answers_HaveTheirFieldsInOrder()
    {
        string lines = string.Concat(Enumerable.Repeat(Good, 3));

        foreach (string line in new Tool().RunWith(lines, "score").Done().Lines)
            Assert.Equal(["index", "logit", "score"], JsonDocument.Parse(line).RootElement.EnumerateObject().Select(property => property.Name));
    }
}

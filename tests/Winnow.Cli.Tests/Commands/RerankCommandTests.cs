using System.Text.Json;
using Winnow.Cli.Tests.Fakes;

namespace Winnow.Cli.Tests.Commands;

public sealed class RerankCommandTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rerank_DocumentsAsArguments_PrintsPlainTableBestFirst() =>
        Assert.Equal(
            """
            rank   score  source  document
               1  0.8808  #1      reset your password here
               2  0.5000  #2      your password
               3  0.1192  #0      shipping times

            """.ReplaceLineEndings("\n"),
            new Tool().Run("rerank", "reset password", "shipping times", "reset your password here", "your password").Done().Output);

    [Fact]
    public void Rerank_TextFile_SkipsBlankLinesAndNamesLines()
    {
        string file = _folder.File("help.txt", "shipping\n\n   \nreset password\r\nother");

        var result = new Tool().Run("rerank", "reset password", file).Done();

        Assert.Equal(
            ["rank   score  source      document", "   1  0.8808  help.txt:4  reset password", "   2  0.1192  help.txt:1  shipping", "   3  0.1192  help.txt:5  other"],
            result.Lines);
    }

    [Fact]
    public void Rerank_Blocks_JoinsLinesUntilBlankLine()
    {
        string file = _folder.File("help.txt", "\na\nb\n\n \nc\nd\n");
        var tool = new Tool();

        var result = tool.Run("rerank", "x", file, "--blocks").Done();

        Assert.Equal(["a\nb", "c\nd"], tool.Engine.Pairs.Select(pair => pair.Document));
        Assert.Contains("help.txt:2  a b", result.Output, StringComparison.Ordinal);
        Assert.Contains("help.txt:6  c d", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"text":"hit","body":"no"}""")]
    [InlineData("""{"document":"hit","content":"no"}""")]
    [InlineData("""{"content":"hit","passage":"no"}""")]
    [InlineData("""{"passage":"hit","body":"no"}""")]
    [InlineData("""{"body":"hit","title":"no"}""")]
    public void Rerank_JsonLines_TriesUsualFieldsInOrder(string line)
    {
        string file = _folder.File("a.jsonl", line);
        var tool = new Tool();

        tool.Run("rerank", "x", file).Done();

        Assert.Equal("hit", Assert.Single(tool.Engine.Pairs).Document);
    }

    [Theory]
    [InlineData("a.b.c", """{"a":{"b":{"c":"hit"}}}""")]
    [InlineData("a.b", """{"a.b":"hit","a":{"b":"no"}}""")]
    [InlineData("a.b.c", """{"a":{"b.c":"hit"}}""")]
    [InlineData("beschreibung-ß", """{"beschreibung-ß":"hit"}""")]
    public void Rerank_Field_ReachesNestedAndDottedNames(string field, string line)
    {
        string file = _folder.File("a.ndjson", line);
        var tool = new Tool();

        tool.Run("rerank", "x", file, "--field", field).Done();

        Assert.Equal("hit", Assert.Single(tool.Engine.Pairs).Document);
    }

    [Fact]
    public void Rerank_TitleField_GoesBeforeTextWhereThereIsOne()
    {
        string file = _folder.File("a.jsonl", "{\"name\":\"Coat\",\"text\":\"warm\"}\n{\"text\":\"bare\"}\n{\"name\":\"\",\"text\":\"empty\"}");
        var tool = new Tool();

        tool.Run("rerank", "x", file, "--title-field", "name").Done();

        Assert.Equal(["Coat warm", "bare", "empty"], tool.Engine.Pairs.Select(pair => pair.Document));
    }

    [Fact]
    public void Rerank_EmptyDocumentsInJsonLines_AreScored()
    {
        var tool = new Tool();

        tool.RunWith("{\"text\":\"\"}\n\n{\"text\":\" \"}\n", "rerank", "x", "--jsonl").Done();

        Assert.Equal(["", " "], tool.Engine.Pairs.Select(pair => pair.Document));
    }

    [Fact]
    public void Rerank_PipedText_IsReadWhenNothingElseIsGiven() =>
        Assert.Equal(
            ["rank   score  source  document", "   1  0.7311  -:2     two", "   2  0.2689  -:1     one"],
            new Tool().RunWith("one\ntwo\n", "rerank", "two").Done().Lines);

    [Fact]
    public void Rerank_PipedInputBesideArguments_IsLeftAlone()
    {
        var tool = new Tool();

        tool.RunWith("piped", "rerank", "x", "given").Done();

        Assert.Equal("given", Assert.Single(tool.Engine.Pairs).Document);
    }

    [Fact]
    public void Rerank_PipedWithField_IsReadAsJsonLines()
    {
        var tool = new Tool();

        tool.RunWith("{\"d\":\"one\"}\n", "rerank", "x", "--field", "d").Done();

        Assert.Equal("one", Assert.Single(tool.Engine.Pairs).Document);
    }

    [Theory]
    [InlineData("-")]
    [InlineData("--input=-")]
    public void Rerank_Dash_ReadsStandardInputBesideArguments(string dash)
    {
        var tool = new Tool();

        tool.RunWith("piped", "rerank", "x", "given", dash).Done();

        Assert.Equal(["given", "piped"], tool.Engine.Pairs.Select(pair => pair.Document));
    }

    [Fact]
    public void Rerank_SeveralFilesAndDocuments_KeepTheirOrder()
    {
        string first = _folder.File("a.txt", "a1\na2");
        string second = _folder.File("b.jsonl", "{\"text\":\"b1\"}");
        string third = _folder.File("c.txt", "c1");
        var tool = new Tool();

        var result = tool.Run("rerank", "x", first, "self", second, "--input", third, "--format", "jsonl").Done();

        Assert.Equal(["a1", "a2", "self", "b1", "c1"], tool.Engine.Pairs.Select(pair => pair.Document));
        Assert.Equal(5, result.Lines.Length);
    }

    [Fact]
    public void Rerank_EqualScores_KeepTheOrderOfTheInput()
    {
        string[] documents = [.. Enumerable.Range(0, 50).Select(i => $"d{i}")];

        var result = new Tool().Run(["rerank", "x", .. documents, "--format", "jsonl"]).Done();

        Assert.Equal(Enumerable.Range(0, 50), result.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("index").GetInt32()));
    }

    [Fact]
    public void Rerank_Json_HasQueryModelAndResults() =>
        Assert.Equal(
            """{"query":"größe \"日本\" <b>","model":"fake","results":[{"index":1,"score":0.26894143,"logit":-1,"document":"größe 日本"},{"index":0,"score":0.047425874,"logit":-3,"document":"a\nb"}]}""" + "\n",
            new Tool().Run("rerank", "größe \"日本\" <b>", "a\nb", "größe 日本", "--format", "json").Done().Output);

    [Fact]
    public void Rerank_JsonLines_HasAnObjectForEachResult() =>
        Assert.Equal(
            """
            {"index":1,"score":0.7310586,"logit":1,"document":"x"}
            {"index":0,"score":0.26894143,"logit":-1,"document":"b"}

            """.ReplaceLineEndings("\n"),
            new Tool().Run("rerank", "x", "b", "x", "--format", "jsonl").Done().Output);

    [Fact]
    public void Rerank_TopAndNoDocuments_CutResultsAndTexts() =>
        Assert.Equal(
            """{"query":"x","model":"fake","results":[{"index":1,"score":0.7310586,"logit":1}]}""" + "\n",
            new Tool().Run("rerank", "x", "b", "x", "--format", "JSON", "--top", "1", "--no-documents").Done().Output);

    [Fact]
    public void Rerank_TopAboveCount_ReturnsAll() => Assert.Equal(3, new Tool().Run("rerank", "x", "a", "b", "--top", "10").Done().Lines.Length);

    [Theory]
    [InlineData(0.1f)]
    [InlineData(1e-12f)]
    [InlineData(0.99999994f)]
    [InlineData(float.Epsilon)]
    [InlineData(-0f)]
    public void Rerank_Floats_RoundTripExactly(float value)
    {
        var tool = new Tool { Engine = new FakeEngine { Rule = _ => new PairScore(-value, value) } };

        using var json = JsonDocument.Parse(tool.Run("rerank", "x", "a", "--format", "jsonl").Done().Output);

        Assert.Equal(BitConverter.SingleToInt32Bits(value), BitConverter.SingleToInt32Bits(json.RootElement.GetProperty("score").GetSingle()));
        Assert.Equal(BitConverter.SingleToInt32Bits(-value), BitConverter.SingleToInt32Bits(json.RootElement.GetProperty("logit").GetSingle()));
    }

    [Fact]
    public void Rerank_EngineOptions_ReachTheEngine()
    {
        var tool = new Tool();

        tool.Run("rerank", "x", "a", "--model", "m", "--max-tokens", "128", "--threads", "3", "--precision", "float32").Done();

        Assert.Equal("m", tool.Engine.Model);
        Assert.Equal(new EngineOptions { MaxTokens = 128, Threads = 3, Precision = Precision.Float32 }, tool.Engine.Options);
    }

    [Fact]
    public void Rerank_NoModel_AsksForTheDefault()
    {
        var tool = new Tool();

        tool.Run("rerank", "x", "a").Done();

        Assert.Null(tool.Engine.Model);
        Assert.Equal(new EngineOptions(), tool.Engine.Options);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \t")]
    public void Rerank_EmptyQuery_IsRefused(string query) =>
        new Tool().Run("rerank", query, "a").Refused("The query is empty. Pass the question or search text as the first argument.");

    [Fact]
    public void Rerank_NoDocumentsOnTerminal_NamesTheWays() =>
        new Tool().Run("rerank", "x").Refused(
            "No documents. Pass them as arguments, as files (a document each line, or .jsonl), with --input FILE, or pipe them in.");

    [Theory]
    [InlineData("")]
    [InlineData("\n \n\n")]
    [InlineData("\uFEFF")]
    public void Rerank_BlankInput_IsRefused(string input) =>
        new Tool().RunWith(input, "rerank", "x").Refused("There are no documents in the input: it is empty or has only blank lines.");

    [Fact]
    public void Rerank_MissingInputFile_IsRefused() => new Tool().Run("rerank", "x", "--input", "/no/such.txt").Refused("/no/such.txt: there is no such file.");

    [Fact]
    public void Rerank_FolderAsInput_IsRefused() =>
        new Tool().Run("rerank", "x", "--input", _folder.Path).Refused($"{_folder.Path}: this is a folder. Pass a file.");

    [Fact]
    public void Rerank_ArgumentThatLooksLikeAMissingFile_IsScoredWithANote()
    {
        var result = new Tool().Run("rerank", "x", "helpp.txt");

        Assert.Equal(0, result.Code);
        Assert.Equal("winnow: note: there is no file 'helpp.txt', so it is scored as a document.\n", result.Error);
    }

    [Fact]
    public void Rerank_ArgumentThatIsAFolder_IsScoredWithANote()
    {
        var result = new Tool().Run("rerank", "x", _folder.Path);

        Assert.Equal(0, result.Code);
        Assert.Equal($"winnow: note: '{_folder.Path}' is a folder, so its name is scored as a document.\n", result.Error);
    }

    [Theory]
    [InlineData("{\"title\":\"a\"}", "none of the fields text, document, content, passage, body is there. Name the field with --field.")]
    [InlineData("[1]", "the line holds an array, not a JSON object such as {\"text\": \"...\"}.")]
    public void Rerank_UnusableJsonLine_IsRefusedWithItsPlace(string line, string reason)
    {
        string file = _folder.File("a.jsonl", "{\"text\":\"good\"}\n\n" + line);

        new Tool().Run("rerank", "x", file).Refused($"{file}, line 3: {reason}");
    }

    [Fact]
    public void Rerank_FieldThatIsNoText_IsRefusedWithItsPlace() =>
        new Tool().RunWith("{\"t\":{\"d\":7}}", "rerank", "x", "--field", "t.d").Refused("standard input, line 1, field \"t.d\": is a number, not text in quotation marks.");

    [Fact]
    public void Rerank_LatinOneText_IsRefusedWithItsPlace() =>
        new Tool().RunBytes([.. "ok\nna"u8, 0xEF, .. "ve"u8], "rerank", "x").Refused(
            "standard input, line 2, column 3: these bytes are not UTF-8 text. Save the file as UTF-8.");

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0 })]
    [InlineData(new byte[] { 0xFE, 0xFF, 0, 0x61 })]
    public void Rerank_Utf16Text_IsRefusedByName(byte[] input) =>
        new Tool().RunBytes(input, "rerank", "x").Refused("standard input, line 1, column 1: the file is UTF-16 text. Save it as UTF-8.");

    [Fact]
    public void Rerank_HalfSurrogateInArguments_IsRefused()
    {
        new Tool().Run("rerank", "a\ud800b", "a").Refused("The query has half of a surrogate pair at character 2, which is no character. Remove it.");
        new Tool().Run("rerank", "😀", "😀\udc00").Refused("A document has half of a surrogate pair at character 3, which is no character. Remove it.");
    }

    [Fact]
    public void Rerank_QueryThatLooksLikeAResponseFile_IsAQuery()
    {
        var tool = new Tool();

        tool.Run("rerank", "@user", "a").Done();

        Assert.Equal("@user", Assert.Single(tool.Engine.Pairs).Query);
    }

    [Fact]
    public void Rerank_DashesAfterDoubleDash_AreDocuments()
    {
        var tool = new Tool();

        tool.Run("rerank", "--top", "5", "--", "-q", "--model", "-5 degrees").Done();

        Assert.Equal([new TextPair("-q", "--model"), new TextPair("-q", "-5 degrees")], tool.Engine.Pairs);
    }

    [Fact]
    public void Rerank_SwitchBeforeDocument_DoesNotSwallowIt()
    {
        var tool = new Tool();

        tool.Run("rerank", "x", "--blocks", "true", "--no-documents", "false").Done();

        Assert.Equal(["true", "false"], tool.Engine.Pairs.Select(pair => pair.Document));
    }
}

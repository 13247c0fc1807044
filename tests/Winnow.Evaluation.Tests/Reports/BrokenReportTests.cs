using Winnow.Evaluation.Reports;

namespace Winnow.Evaluation.Tests.Reports;

public sealed class BrokenReportTests : IDisposable
{
    const string Advice = " Give the report.json of winnow eval beir or winnow eval rag, or the output of winnow bench --format json.";

    readonly TempFolder _folder = new();

    [Theory]
    [InlineData("[]", ": the file is an array, not an object.")]
    [InlineData("{}", ", field \"kind\": is missing.")]
    [InlineData("{\"kind\":\"x\"}", ", field \"kind\": is \"x\", not beir, rag or speed.")]
    [InlineData("{\"kind\":7}", ", field \"kind\": is the number 7, not text in quotation marks.")]
    [InlineData("{\"kind\":\"beir\"}", ", field \"winnow\": is missing.")]
    [InlineData("{\"kind\":\"beir\",\"winnow\":\"1\",\"depth\":-1}", ", field \"depth\": is the number -1, not a whole number of 0 or more.")]
    [InlineData("{\"kind\":\"beir\",\"winnow\":\"1\",\"depth\":1,\"protocol\":[],\"datasets\":[{}]}", ", field \"datasets[0].name\": is missing.")]
    [InlineData("{\"kind\":\"beir\",\"winnow\":\"1\",\"depth\":1,\"protocol\":[],\"datasets\":[],\"models\":{}}", ", field \"models\": is an object, not an array.")]
    [InlineData(
        "{\"kind\":\"beir\",\"winnow\":\"1\",\"depth\":1,\"protocol\":[],\"datasets\":[],\"models\":[],\"results\":[{\"dataset\":\"d\",\"system\":\"s\",\"complete\":{\"nDCG@10\":1.5}}]}",
        ", field \"results[0].complete.nDCG@10\": is 1.5, not a number from 0 to 1.")]
    public void Read_WrongField_IsNamed(string json, string message)
    {
        File.WriteAllText(_folder["bad.json"], json);
        Assert.Equal(_folder["bad.json"] + message + Advice, Assert.Throws<WinnowException>(() => ResultsReport.Read([_folder["bad.json"]])).Message);
    }

    [Fact]
    public void Read_CutOffFile_NamesTheLine()
    {
        File.WriteAllText(_folder["bad.json"], "{\n\"kind\": \"beir\",\n");
        Assert.StartsWith($"{_folder["bad.json"]}, line 3: not valid JSON: ", Assert.Throws<WinnowException>(() => ResultsReport.Read([_folder["bad.json"]])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingFile_SaysSo() =>
        Assert.StartsWith($"{_folder["none.json"]}: the file cannot be read: ", Assert.Throws<WinnowException>(() => ResultsReport.Read([_folder["none.json"]])).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_KindTwiceOrMissing_IsRefused()
    {
        var sample = new SampleReports(_folder);
        string beir = sample.Beir(), rag = sample.Rag(), speed = sample.Speed("int8", 300);
        Assert.Equal($"{beir} and {beir} are both reports of winnow eval beir. Give one of them.", Assert.Throws<WinnowException>(() => ResultsReport.Read([beir, beir])).Message);
        Assert.StartsWith("No report of winnow eval beir is among the files.", Assert.Throws<WinnowException>(() => ResultsReport.Read([rag])).Message, StringComparison.Ordinal);
        Assert.Equal($"{rag}: the data set paper is in another report of winnow eval rag too. Leave one of them out.", Assert.Throws<WinnowException>(() => ResultsReport.Read([beir, rag, rag])).Message);
        Assert.Equal($"{speed}: the speed of small-en in int8 is in another file too. Leave one of them out.", Assert.Throws<WinnowException>(() => ResultsReport.Read([beir, speed, speed])).Message);
    }

    [Fact]
    public void Read_BrokenQueries_NamesFileAndLine()
    {
        string beir = new SampleReports(_folder).Beir();
        File.WriteAllText(_folder["queries/scifact.bm25.jsonl"], "{\"nDCG@10\":0.5}\n{\"nDCG@10\":");
        Assert.StartsWith(_folder["queries/scifact.bm25.jsonl"] + ", line 2: ", Assert.Throws<WinnowException>(() => ResultsReport.Read([beir])).Message.Replace('\\', '/'), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_FolderIsAFile_SaysSoAndLeavesNothing()
    {
        ResultsReport report = ResultsReport.Read([new SampleReports(_folder) { Queries = false }.Beir()]);
        File.WriteAllText(_folder["taken"], "");
        string path = Path.Combine(_folder["taken"], "page.html");
        Assert.StartsWith($"{path}: the file cannot be written: ", Assert.Throws<WinnowException>(() => report.WriteHtml(path)).Message, StringComparison.Ordinal);
        Assert.Throws<WinnowException>(() => report.WriteMarkdown(_folder["taken"]));
        Assert.Equal(["report.json", "taken"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    public void Dispose() => _folder.Dispose();
}

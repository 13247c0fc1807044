using System.Text;
using System.Xml.Linq;
using Winnow.Evaluation.Plots;
using Winnow.Evaluation.Reports;

namespace Winnow.Evaluation.Tests.Reports;

public sealed class ResultsReportTests : IDisposable
{
    const string Hostile = "<script>alert(\"1\")</script> & 'x' |a| [b](c) Ünï 日本 😀";

    readonly TempFolder _folder = new();

    [Fact]
    public void WriteHtml_AllReports_HasSpeedBesideQuality()
    {
        XElement html = Html(new SampleReports(_folder).All());
        XElement row = html.Descendants("table").First().Descendants("tr").Single(row => row.Element("th")?.Value == "small-en");
        // Hit rate and MRR are means over both retrievers.
        Assert.Equal(["float32", "26.0 M", "123 MB", "100", "0.6250", "0.9100", "0.7500"], row.Elements("td").Select(cell => cell.Value));
        Assert.Equal(["first stage alone", "0.5250"], [html.Descendants("table").First().Descendants("tr").Last().Element("th")!.Value, html.Descendants("table").First().Descendants("tr").Last().Elements("td").ElementAt(4).Value]);
    }

    [Fact]
    public void WriteHtml_AnyReport_IsAccessibleAndNeedsNothingElse()
    {
        XElement html = Html(new SampleReports(_folder).All());
        Assert.All(html.Descendants("table"), table => Assert.NotEmpty(table.Element("caption")!.Value));
        Assert.All(html.Descendants("th"), cell => Assert.NotNull(cell.Attribute("scope")));
        XElement[] pictures = [.. html.Descendants().Where(element => element.Name.LocalName == "svg")];
        Assert.Equal(4, pictures.Length);
        Assert.All(pictures, picture => Assert.Equal(["title", "desc"], picture.Elements().Take(2).Select(element => element.Name.LocalName)));
        string[] ids = [.. html.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.Equal(ids.Distinct(), ids);
        Assert.DoesNotContain(html.DescendantsAndSelf().Attributes(), attribute => !attribute.IsNamespaceDeclaration && (attribute.Name.LocalName is "href" or "src" || attribute.Value.Contains("//", StringComparison.Ordinal)));
        Assert.Empty(html.Descendants("script"));
        Assert.Contains("prefers-color-scheme: dark", html.Descendants("style").Single().Value, StringComparison.Ordinal);
        Assert.DoesNotContain('&', html.Descendants("style").Single().Value);
    }

    [Fact]
    public void Write_HostileNames_AreTextAndNeverMarkup()
    {
        var sample = new SampleReports(_folder) { Model = Hostile + "\u0001" };
        ResultsReport report = ResultsReport.Read(sample.All());
        XElement html = Html(report);
        Assert.Empty(html.Descendants("script"));
        Assert.Contains(html.Descendants("th"), cell => cell.Value == Hostile + "\uFFFD");
        report.WriteMarkdown(_folder["page.md"]);
        string markdown = File.ReadAllText(_folder["page.md"]);
        Assert.DoesNotContain("<script", markdown, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(\"1\")&lt;/script&gt; &amp; 'x' \\|a\\| \\[b\\](c) Ünï 日本 😀", markdown, StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(_folder["page"]), file => XDocument.Load(file));
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes()
    {
        string[] files = new SampleReports(_folder).All();
        SortedDictionary<string, byte[]> first = WriteAll(files);
        Assert.Equal(first, WriteAll(files));
        // Which kind a file is, it says itself.
        Assert.Equal(first, WriteAll([files[1], files[0], files[2], files[3]]));
        Assert.Equal(["page.html", "page.md", "page/latency-documents.svg", "page/ndcg-datasets.svg", "page/throughput-hit-rate.svg", "page/throughput-ndcg.svg"], first.Keys);
    }

    [Fact]
    public void WriteMarkdown_Pictures_LieBesideTheFile()
    {
        ResultsReport.Read(new SampleReports(_folder).All()).WriteMarkdown(_folder["page.md"]);
        string[] links = [.. File.ReadLines(_folder["page.md"]).Where(line => line.StartsWith("![", StringComparison.Ordinal)).Select(line => line[(line.LastIndexOf('(') + 1)..^1])];
        Assert.Equal(4, links.Length);
        Assert.All(links, link => Assert.True(File.Exists(_folder[link])));
    }

    [Fact]
    public void Read_BeirAlone_SaysWhatIsMissing()
    {
        ResultsReport report = ResultsReport.Read([new SampleReports(_folder) { Queries = false }.Beir()]);
        Assert.Equal(["ndcg-datasets"], report.Figures.Select(figure => figure.Name));
        XElement html = Html(report);
        Assert.Contains(html.Descendants("li"), item => item.Value.StartsWith("No speed: ", StringComparison.Ordinal));
        Assert.Contains(html.Descendants("li"), item => item.Value.StartsWith("No hit rate and MRR: ", StringComparison.Ordinal));
        Assert.Equal("-", html.Descendants("table").Single(table => table.Value.StartsWith("All metrics", StringComparison.Ordinal)).Descendants("td").Last().Value);
    }

    [Fact]
    public void Read_SpeedOfOnePrecision_NamesTheOther()
    {
        var sample = new SampleReports(_folder);
        Assert.Contains(Html([sample.Beir(), sample.Speed("int8", 300)]).Descendants("li"), item => item.Value == "No speed of small-en, float32: none of the given files has it.");
    }

    [Fact]
    public void Read_ShapeMeasured_MovesThePublishedModelOntoTheAxis()
    {
        var sample = new SampleReports(_folder);
        var figure = (ScatterFigure)ResultsReport.Read([.. sample.All(), sample.Speed("float32", 250, "turbo")]).Figures[0];
        Assert.Equal(250, figure.Points.Single(point => point.Label == "jina-reranker-v1-turbo-en").X);
        Assert.Null(figure.Points.Single(point => point.Label == "jina-reranker-v1-base-en").X);
    }

    [Fact]
    public void Read_PublishedFigures_StandApartWithTheirSource()
    {
        XElement section = Html(new SampleReports(_folder).All()).Descendants("section").Single(section => section.Element("h2")!.Value == "Published figures");
        Assert.Contains("not comparable one to one", section.Value, StringComparison.Ordinal);
        Assert.Equal(2, section.Elements("p").Count(text => text.Value.StartsWith("Source: ", StringComparison.Ordinal)));
        Assert.Contains("0.5245", section.Value, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    XElement Html(string[] files) => Html(ResultsReport.Read(files));

    XElement Html(ResultsReport report)
    {
        report.WriteHtml(_folder["page.html"]);
        string text = File.ReadAllText(_folder["page.html"], new UTF8Encoding(false, true));
        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"en\">", text, StringComparison.Ordinal);
        return XElement.Parse(text["<!DOCTYPE html>\n".Length..]);
    }

    SortedDictionary<string, byte[]> WriteAll(string[] files)
    {
        ResultsReport report = ResultsReport.Read(files);
        report.WriteHtml(_folder["page.html"]);
        report.WriteMarkdown(_folder["page.md"]);
        var contents = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (string file in Directory.GetFiles(_folder.Path, "page*").Concat(Directory.GetFiles(_folder["page"])))
            contents.Add(Path.GetRelativePath(_folder.Path, file).Replace('\\', '/'), File.ReadAllBytes(file));
        return contents;
    }
}

using System.Text;
using System.Xml;
using System.Xml.Linq;
using Winnow.Evaluation.Plots;
using Winnow.Evaluation.Reports.Page;

namespace Winnow.Evaluation.Reports;

/// <summary>Writes a page as one HTML file that needs nothing else; it is well-formed XML too.</summary>
static class HtmlReport
{
    // No markup characters: this goes through an XML writer, and style elements know no entities.
    const string Style = """

        :root { color-scheme: light dark; --ground: #ffffff; --text: #212121; --quiet: #5a5a5a; --line: #d0d0d0; --head: #f3f3f3; }
        @media (prefers-color-scheme: dark) { :root { --ground: #16181b; --text: #e8e8e8; --quiet: #a8a8a8; --line: #42464c; --head: #22252a; } }
        body { margin: 0 auto; padding: 1.5rem; max-width: 62rem; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.9rem; } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
        .table { overflow-x: auto; margin: 1rem 0; }
        table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
        caption { text-align: left; font-weight: 600; padding-bottom: 0.4rem; }
        th, td { padding: 0.3rem 0.7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: bottom; }
        thead th { background: var(--head); } tbody th { font-weight: 400; white-space: nowrap; }
        .number { text-align: right; }
        figure { margin: 1.5rem 0; } figure svg { max-width: 100%; height: auto; }
        .quiet { color: var(--quiet); }
        @media print { :root { --ground: #ffffff; --text: #000000; --quiet: #333333; --line: #999999; --head: #ffffff; } body { max-width: none; padding: 0; } figure, tr { break-inside: avoid; } }

        """;

    /// <summary>Creates the text.</summary>
    public static string Create(ReportPage page)
    {
        var html = new XElement(
            "html",
            new XAttribute("lang", "en"),
            new XElement(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                new XElement("title", Clean(page.Title)),
                new XElement("style", Style)),
            new XElement(
                "body",
                new XElement("header", new XElement("h1", Clean(page.Title)), new XElement("p", new XAttribute("class", "quiet"), Clean(page.Introduction))),
                new XElement("main", page.Sections.Select(Section))));
        var settings = new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, IndentChars = " ", NewLineChars = "\n", Encoding = new UTF8Encoding(false) };
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, settings))
            html.Save(writer);
        return $"<!DOCTYPE html>\n{Encoding.UTF8.GetString(stream.ToArray())}\n";
    }

    static XElement Section(ReportSection section, int index)
    {
        string id = FormattableString.Invariant($"section-{index + 1}");
        return new(
            "section", new XAttribute("aria-labelledby", id), new XElement("h2", new XAttribute("id", id), Clean(section.Title)), section.Blocks.Select(Block));
    }

    static XElement Block(ReportBlock block) => block switch
    {
        TextBlock text => new("p", Clean(text.Text)),
        ListBlock list => new("ul", list.Items.Select(item => new XElement("li", Clean(item)))),
        TableBlock table => new("div", new XAttribute("class", "table"), Table(table)),
        FigureBlock figure => new("figure", XElement.Parse(figure.Figure.ToInlineSvg())),
        _ => throw new ArgumentException($"A page cannot hold {block.GetType().Name}.", nameof(block)),
    };

    static XElement Table(TableBlock table) => new(
        "table",
        new XElement("caption", Clean(table.Caption)),
        new XElement("thead", new XElement("tr", table.Columns.Select((title, i) => Cell("th", title, i, table, new XAttribute("scope", "col"))))),
        new XElement(
            "tbody",
            table.Rows.Select(row => new XElement("tr", row.Select((cell, i) => i == 0 ? Cell("th", cell, i, table, new XAttribute("scope", "row")) : Cell("td", cell, i, table))))));

    static XElement Cell(string name, string text, int column, TableBlock table, XAttribute? scope = null) =>
        new(name, scope, column >= table.TextColumns ? new XAttribute("class", "number") : null, Clean(text));

    static string Clean(string text) => FigureSvg.Clean(text);
}

using System.Text;
using Winnow.Evaluation.Plots;
using Winnow.Evaluation.Reports.Page;

namespace Winnow.Evaluation.Reports;

/// <summary>Writes a page as Markdown whose pictures are files in a folder beside it.</summary>
static class MarkdownReport
{
    /// <summary>Creates the text.</summary>
    /// <param name="page">The page.</param>
    /// <param name="folder">The name of the folder with the pictures.</param>
    public static string Create(ReportPage page, string folder)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(Escape(page.Title)).Append("\n\n").Append(Escape(page.Introduction)).Append('\n');
        foreach (ReportSection section in page.Sections)
        {
            text.Append("\n## ").Append(Escape(section.Title)).Append('\n');
            foreach (ReportBlock block in section.Blocks)
            {
                text.Append('\n');
                Append(text, block, folder);
            }
        }

        return text.ToString();
    }

    static void Append(StringBuilder text, ReportBlock block, string folder)
    {
        switch (block)
        {
            case TextBlock paragraph:
                text.Append(Escape(paragraph.Text)).Append('\n');
                break;
            case ListBlock list:
                foreach (string item in list.Items)
                    text.Append("- ").Append(Escape(item)).Append('\n');
                break;
            case TableBlock table:
                text.Append("**").Append(Escape(table.Caption)).Append("**\n\n");
                AppendRow(text, table.Columns.Select(Escape));
                AppendRow(text, table.Columns.Select((_, i) => i < table.TextColumns ? "---" : "---:"));
                foreach (IReadOnlyList<string> row in table.Rows)
                    AppendRow(text, row.Select(Escape));
                break;
            case FigureBlock { Figure: var figure }:
                text.Append("![").Append(Escape($"{figure.Title}. {figure.Description}")).Append("](").Append(Uri.EscapeDataString(folder)).Append('/').Append(figure.Name).Append(".svg)\n");
                break;
        }
    }

    static void AppendRow(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    /// <summary>Keeps a name from being read as markup or HTML.</summary>
    static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in FigureSvg.Clean(text))
        {
            if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '~')
                escaped.Append('\\').Append(c);
            else
                escaped.Append(c switch { '<' => "&lt;", '>' => "&gt;", '&' => "&amp;", '\n' or '\r' or '\t' => " ", _ => c.ToString() });
        }

        return escaped.ToString();
    }
}

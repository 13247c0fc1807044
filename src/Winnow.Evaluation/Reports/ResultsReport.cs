using System.Text;
using Winnow.Evaluation.Beir;
using Winnow.Evaluation.Plots;
using Winnow.Evaluation.Reports.Inputs;
using Winnow.Evaluation.Reports.Page;

namespace Winnow.Evaluation.Reports;

/// <summary>Quality and speed of models on one page, with tables, pictures and the figures that others published.</summary>
/// <remarks>The same reports give the same bytes. Files appear under their names only when they are complete. Not safe for concurrent use.</remarks>
public sealed class ResultsReport
{
    readonly ReportPage _page;

    ResultsReport(ReportPage page) => _page = page;

    /// <summary>Reads the reports that the page is made of: that of <c>winnow eval beir</c>, and if there are any those of <c>winnow eval rag</c>, one for each data set, and the JSON of <c>winnow bench</c>.</summary>
    /// <param name="files">The files, in any order.</param>
    /// <exception cref="WinnowException">A file cannot be read or lacks a field, the report of <c>winnow eval beir</c> is missing or there twice, or a data set or a model is in two files.</exception>
    public static ResultsReport Read(IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return new(PageBuilder.Build(ReportInputs.Read(files)));
    }

    /// <summary>Gets the pictures, in the order of the page.</summary>
    public IReadOnlyList<Figure> Figures => [.. _page.Sections.SelectMany(section => section.Blocks).OfType<FigureBlock>().Select(block => block.Figure)];

    /// <summary>Writes the page as one HTML file, pictures included, which needs no other file, no script and no network.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <exception cref="WinnowException">It cannot be written.</exception>
    public void WriteHtml(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Write(path, HtmlReport.Create(_page));
    }

    /// <summary>Writes the page as Markdown, and the pictures as SVG files into a folder beside it that is called like the file without its ending.</summary>
    /// <param name="path">The file; files that are there are replaced.</param>
    /// <exception cref="WinnowException">A file cannot be written.</exception>
    public void WriteMarkdown(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string folder = Path.GetFileNameWithoutExtension(path), beside = Path.Combine(Path.GetDirectoryName(path) ?? "", folder);
        if (folder.Length == 0 || folder == Path.GetFileName(path))
            throw new WinnowException($"{path}: the folder for pictures is called like the file without its ending, so the file needs one, such as .md.");
        string text = MarkdownReport.Create(_page, folder);
        // Pictures first: a text that is there has all its pictures.
        foreach (Figure figure in Figures)
            Write(Path.Combine(beside, $"{figure.Name}.svg"), figure.ToSvg());
        Write(path, text);
    }

    /// <summary>Writes each picture as an SVG and as a PNG file.</summary>
    /// <param name="folder">Where to; files that are there are replaced.</param>
    /// <exception cref="WinnowException">A file cannot be written.</exception>
    public void WritePictures(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        foreach (Figure figure in Figures)
        {
            Write(Path.Combine(folder, $"{figure.Name}.svg"), figure.ToSvg());
            byte[] png = figure.ToPng();
            WholeFile.Write(Path.Combine(folder, $"{figure.Name}.png"), stream => stream.Write(png));
        }
    }

    static void Write(string path, string text) => WholeFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}

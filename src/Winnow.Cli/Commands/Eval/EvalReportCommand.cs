using System.CommandLine;
using Winnow.Evaluation.Reports;

namespace Winnow.Cli.Commands.Eval;

/// <summary><c>winnow eval report</c>: quality and speed on one page.</summary>
sealed class EvalReportCommand : CliCommand
{
    readonly Argument<string[]> _reports = new("REPORT")
    {
        Description = "The report.json of eval beir, and if there are any that of eval rag and the outputs of bench --format json, in any order.",
        Arity = ArgumentArity.OneOrMore,
    };

    readonly Option<string?> _output = new("--out") { Description = "The HTML file to write, complete in itself. One that is there is replaced.", HelpName = "FILE.html" };
    readonly Option<string?> _markdown = new("--markdown")
    {
        Description = "The Markdown file to write; its pictures become SVG files in a folder beside it, called like the file without its ending.",
        HelpName = "FILE.md",
    };

    readonly Option<string?> _pictures = new("--pictures") { Description = "A folder for the pictures alone, each as SVG and as PNG.", HelpName = "DIR" };

    public EvalReportCommand()
        : base("report", "Put the reports of eval beir, eval rag and bench on one page with tables and pictures.")
    {
        Add(_reports);
        Add(_output);
        Add(_markdown);
        Add(_pictures);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "winnow eval report beir-report/report.json --out results.html",
        "winnow eval report beir-report/report.json rag-report/report.json speed-*.json --out results.html --markdown results.md",
    ];

    public override int Run(ParseResult arguments, CommandHost host, CancellationToken cancellationToken)
    {
        string? output = arguments.GetValue(_output), markdown = arguments.GetValue(_markdown), pictures = arguments.GetValue(_pictures);
        if (output is null && markdown is null && pictures is null)
            throw new WinnowException("eval report does not know where to write. Add --out results.html, --markdown results.md or --pictures DIR.");
        foreach ((string? path, string option) in ((string?, string)[])[(output, "--out"), (markdown, "--markdown"), (pictures, "--pictures")])
        {
            if (path?.Length == 0)
                throw new WinnowException($"{option} is empty text. Name a {(option == "--pictures" ? "folder" : "file")}.");
        }

        ResultsReport report = ResultsReport.Read(arguments.GetValue(_reports)!);
        cancellationToken.ThrowIfCancellationRequested();
        if (output is not null)
        {
            report.WriteHtml(output);
            host.Error.WriteLine($"winnow: wrote {output}");
        }

        if (markdown is not null)
        {
            report.WriteMarkdown(markdown);
            host.Error.WriteLine($"winnow: wrote {markdown} with {report.Figures.Count} picture{(report.Figures.Count == 1 ? "" : "s")}");
        }

        if (pictures is not null)
        {
            report.WritePictures(pictures);
            host.Error.WriteLine($"winnow: wrote {report.Figures.Count} picture{(report.Figures.Count == 1 ? "" : "s")} to {pictures}, each as SVG and PNG");
        }

        return ExitCode.Done;
    }
}

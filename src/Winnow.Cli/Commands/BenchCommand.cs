using System.CommandLine;
using System.Text;
using Winnow.Cli.Output;
using Winnow.Evaluation.Speed;
using Winnow.Evaluation.Speed.Reports;
using Winnow.Evaluation.Speed.Workloads;

namespace Winnow.Cli.Commands;

/// <summary><c>winnow bench</c>: how fast a model is on this machine, alone or beside ONNX Runtime.</summary>
sealed class BenchCommand : CliCommand
{
    readonly BenchArguments _arguments = new();

    readonly Option<string?> _out = new("--out")
    {
        Description = "The folder for the report as Markdown. Without it: bench/results/PROCESSOR in Winnow's repository, if that is where this runs and without --quick; else no file.",
        HelpName = "DIR",
    };

    readonly Option<BenchFormat> _format = SharedOptions.Choice<BenchFormat>("--format", "Tables for people (the default), JSON, or the Markdown of the file.");

    public BenchCommand()
        : base("bench", "Measure how fast a model is on this machine, alone or in turn with ONNX Runtime.")
    {
        _arguments.AddTo(this);
        Add(_out);
        Add(_format);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "winnow bench --quick",
        "winnow bench --model my-model --precision int8 --against onnxruntime",
        "winnow bench --shape turbo --threads 1 --lengths 128,512 --format json",
    ];

    public override int Run(ParseResult arguments, CommandHost host, CancellationToken cancellationToken)
    {
        SpeedOptions options = ReadOptions(arguments);
        string? folder = arguments.GetValue(_out);
        if (folder?.Length == 0)
            throw new WinnowException("--out is empty text. Name a folder, as in: winnow bench --out results");

        using ShapeFolder? shape = arguments.GetValue(_arguments.Shape) is { } wanted ? new ShapeFolder(wanted) : null;
        if (shape is not null)
            options = options with { Model = shape.Path, ModelName = shape.Shape.Name };
        SpeedReport report = Measure(host, options, cancellationToken);

        // First what cannot fail: a folder that cannot be written must not cost the measurement.
        Write(arguments.GetValue(_format), host, report);
        folder ??= arguments.GetValue(_arguments.Quick) ? null : RepositoryFolder(report);
        if (folder is not null)
            host.Error.WriteLine($"winnow: wrote {SpeedMarkdown.Write(report, folder)}");
        return ExitCode.Done;
    }

    static SpeedReport Measure(CommandHost host, SpeedOptions options, CancellationToken cancellationToken)
    {
        double fraction = 0;
        using var line = ProgressLine.Start(host, "measurements", _ => fraction);
        var progress = line is null ? null : new Forward<SpeedProgress>(value =>
        {
            fraction = value.Fraction;
            line.Report(value.Done);
        });
        return SpeedBenchmark.Run(options, progress, cancellationToken);
    }

    static void Write(BenchFormat format, CommandHost host, SpeedReport report)
    {
        if (format == BenchFormat.Json)
            BenchJson.Write(host.Output, report);
        else if (format == BenchFormat.Markdown)
            host.Output.Write(Encoding.UTF8.GetBytes(SpeedMarkdown.Create(report)));
        else if (host.OutputRedirected)
            PlainReport.Write(host.Output, SpeedTables.Create(report));
        else
            TerminalReport.Write(host, SpeedTables.Create(report));
    }

    SpeedOptions ReadOptions(ParseResult arguments)
    {
        string? model = arguments.GetValue(_arguments.Model);
        if (model is not null && arguments.GetValue(_arguments.Shape) is not null)
            throw new WinnowException("--model and --shape exclude each other: one measures real weights, the other random ones. Leave one of them out.");
        BenchRival? rival = arguments.GetValue(_arguments.Against);
        Precision? rivalPrecision = arguments.GetValue(_arguments.RivalPrecision);
        if (rivalPrecision is not null && rival is null)
            throw new WinnowException("--rival-precision says how the other engine computes, but none is named. Add --against onnxruntime.");

        Precision precision = arguments.GetValue(_arguments.Precision);
        var options = new SpeedOptions
        {
            Model = model ?? Reranker.DefaultModel,
            Tool = OwnTool.Command(),
            Command = CommandLine(arguments),
            Precision = precision,
            Lengths = arguments.GetValue(_arguments.Lengths) is { Length: > 0 } lengths ? lengths : null,
            Quick = arguments.GetValue(_arguments.Quick),
            RunTime = arguments.GetValue(_arguments.Seconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            // ONNX models have no bfloat16; float32 is the nearest that they have.
            RivalPrecision = rival is null ? null : rivalPrecision ?? (precision == Precision.BFloat16 ? Precision.Float32 : precision),
        };
        return arguments.GetValue(_arguments.Threads) is { } threads ? options with { Threads = threads } : options;
    }

    // The report is for others: it repeats what was asked for, and not where it was written to.
    string CommandLine(ParseResult arguments)
    {
        List<string> words = ["winnow", Name];
        foreach (var option in Options.Where(option => option != _out && option != _format))
        {
            if (arguments.GetResult(option) is { Implicit: false } result)
                words.AddRange([option.Name, .. result.Tokens.Select(token => token.Value)]);
        }

        return string.Join(' ', words);
    }

    static string? RepositoryFolder(SpeedReport report)
    {
        for (var parent = new DirectoryInfo(Environment.CurrentDirectory); parent is not null; parent = parent.Parent)
        {
            if (File.Exists(Path.Combine(parent.FullName, "Winnow.slnx")))
                return Path.Combine(parent.FullName, "bench", "results", report.Machine.FolderName);
        }

        return null;
    }
}

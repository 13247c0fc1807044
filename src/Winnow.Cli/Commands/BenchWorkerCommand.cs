using System.CommandLine;
using System.Text;
using Winnow.Evaluation.Speed.Workers;

namespace Winnow.Cli.Commands;

/// <summary><c>winnow bench-worker</c>: one of the processes that <c>winnow bench</c> starts, with one engine in it.</summary>
sealed class BenchWorkerCommand : CliCommand
{
    /// <summary>The verb, which no help shows.</summary>
    public const string Verb = "bench-worker";

    readonly Argument<string> _side = new("ENGINE") { Description = "winnow or onnxruntime." };
    readonly Argument<string> _model = new("MODEL") { Description = "A model folder, or an exported file." };
    readonly Option<int?> _threads = SharedOptions.Threads();
    readonly Option<Precision> _precision = SharedOptions.Precision();

    public BenchWorkerCommand()
        : base(Verb, "Score what another process asks for on standard input.")
    {
        Add(_side);
        Add(_model);
        Add(_threads);
        Add(_precision);
    }

    public override IReadOnlyList<string> Examples => ["winnow bench-worker winnow my-model --threads 2"];

    public override int Run(ParseResult arguments, CommandHost host, CancellationToken cancellationToken)
    {
        using var input = new StreamReader(host.Input, leaveOpen: true);
        using var output = new StreamWriter(host.Output, new UTF8Encoding(false), leaveOpen: true);
        int threads = arguments.GetValue(_threads) ?? Environment.ProcessorCount;
        SpeedWorker.Serve(arguments.GetValue(_side)!, arguments.GetValue(_model)!, arguments.GetValue(_precision), threads, input, output);
        return ExitCode.Done;
    }
}

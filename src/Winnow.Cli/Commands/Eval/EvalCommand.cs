using System.CommandLine;

namespace Winnow.Cli.Commands.Eval;

/// <summary><c>winnow eval</c>: the verbs that judge rankings.</summary>
sealed class EvalCommand : CliCommand
{
    public EvalCommand()
        : base("eval", "Judge rankings: metrics of runs against relevance judgements, models on test collections, and all results on one page.")
    {
        Add(new EvalMetricsCommand());
        Add(new EvalBeirCommand());
        Add(new EvalRagCommand());
        Add(new EvalReportCommand());
    }

    public override IReadOnlyList<string> Examples => [.. Subcommands.OfType<CliCommand>().SelectMany(command => command.Examples)];

    public override int Run(ParseResult arguments, CommandHost host, CancellationToken cancellationToken) =>
        throw new WinnowException($"eval needs one of its commands: {string.Join(", ", Subcommands.Select(command => command.Name))}. See 'winnow eval --help'.");
}

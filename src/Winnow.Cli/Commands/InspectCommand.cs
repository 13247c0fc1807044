using System.CommandLine;
using Winnow.Cli.Output;

namespace Winnow.Cli.Commands;

/// <summary><c>winnow inspect</c>: what a model folder is, and what keeps it from loading.</summary>
sealed class InspectCommand : CliCommand
{
    readonly Argument<string?> _folder = new("DIR")
    {
        Description = "The model: a folder, or the name of one that ships with Winnow or lies in WINNOW_HOME.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    readonly Option<string?> _model = SharedOptions.Model();
    readonly Option<OutputFormat> _format = SharedOptions.Format("Names and values for people (the default), or JSON.");

    public InspectCommand()
        : base("inspect", "Show what a model folder holds and what keeps it from loading. Exit code 2 if something does.")
    {
        Add(_folder);
        Add(_model);
        Add(_format);
    }

    public override IReadOnlyList<string> Examples => ["winnow inspect my-model", "winnow inspect my-model --format json"];

    public override int Run(ParseResult arguments, CommandHost host, CancellationToken cancellationToken)
    {
        string model = arguments.GetValue(_folder) ?? arguments.GetValue(_model)
            ?? throw new WinnowException("No model is named. Pass a model folder, as in: winnow inspect my-model");
        var info = host.Engine.Inspect(model);
        if (arguments.GetValue(_format) == OutputFormat.Table)
            ModelReport.WriteTable(host.Output, info);
        else
            ModelReport.WriteJson(host.Output, info);
        return info.Problems.Count == 0 ? ExitCode.Done : ExitCode.Usage;
    }
}

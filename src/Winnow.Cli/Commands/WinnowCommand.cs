using System.CommandLine;
using System.CommandLine.Help;
using Winnow.Cli.Commands.Eval;
using Winnow.Cli.Commands.Training;

namespace Winnow.Cli.Commands;

/// <summary>The command <c>winnow</c> itself: its verbs and the options that all of them have.</summary>
static class WinnowCommand
{
    /// <summary>The name of the option that shows the stack of an error.</summary>
    public const string Verbose = "--verbose";

    static readonly (string Name, Func<CliCommand> Create)[] Verbs =
    [
        ("rerank", () => new RerankCommand()),
        ("score", () => new ScoreCommand()),
        ("tokenize", () => new TokenizeCommand()),
        ("embed", () => new EmbedCommand()),
        ("inspect", () => new InspectCommand()),
        ("export", () => new ExportCommand()),
        ("quantize", () => new QuantizeCommand()),
        ("serve", () => new ServeCommand()),
        ("bench", () => new BenchCommand()),
        ("eval", () => new EvalCommand()),
        ("mine", () => new MineCommand()),
        ("label", () => new LabelCommand()),
        ("distill", () => new DistillCommand()),
    ];

    /// <summary>Tells from its first words whether a command line will run a model, before anything is parsed.</summary>
    /// <remarks>Not so <c>bench-worker</c>, which measures what loading takes, and may run another engine.</remarks>
    public static bool RunsModel(IReadOnlyList<string> args) => args is ["rerank" or "score" or "embed" or "serve" or "bench", ..] or ["eval", "beir" or "rag", ..];

    /// <summary>Tells whether a command line runs until it is asked to stop.</summary>
    public static bool Serves(IReadOnlyList<string> args) => args is ["serve", ..];

    /// <summary>Builds the command with the one verb that is called, since every option costs start-up time, or with all of them.</summary>
    public static RootCommand Create(IReadOnlyList<string> args)
    {
        var root = new RootCommand("Rerank documents with a cross-encoder, on this machine's processor.");
        root.Options.Clear();
        root.Add(new HelpOption("--help", "-h") { Action = new HelpWithExamples() });
        root.Add(new VersionOption { Action = new ShowVersion() });
        root.Add(new Option<bool>(Verbose)
        {
            Description = "Show the stack of an error, as WINNOW_DEBUG=1 does.",
            Arity = ArgumentArity.Zero,
            Recursive = true,
        });

        // Only other processes of the tool call this one; people need not see it.
        if (args is [BenchWorkerCommand.Verb, ..])
        {
            root.Add(new BenchWorkerCommand());
            return root;
        }

        int called = args.Count == 0 ? -1 : Array.FindIndex(Verbs, verb => verb.Name == args[0]);
        if (called >= 0)
        {
            root.Add(Verbs[called].Create());
            return root;
        }

        foreach (var (_, create) in Verbs)
            root.Add(create());
        return root;
    }
}

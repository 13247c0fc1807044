using System.CommandLine;
using Winnow.Evaluation.Beir;
using Winnow.Evaluation.FirstStage;

namespace Winnow.Cli.Commands.Eval;

/// <summary>The options that say where candidates come from, and how embedders are used.</summary>
sealed class FirstStageArgument
{
    const string Forms = "auto, bm25, dense:FOLDER or run:FILE";

    readonly Option<string> _stage = new("--first-stage")
    {
        Description = "Where the candidates come from: bm25, an embedder (dense:FOLDER), a TREC run (run:FILE), or auto (the default): "
            + "the data set's own runs/bm25.top100.trec or runs/candidates.trec if it has one of the two, else bm25.",
        HelpName = "auto|bm25|dense:FOLDER|run:FILE",
    };

    readonly EmbedderPrefixes _prefixes = new();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_stage);
        _prefixes.AddTo(command);
    }

    /// <summary>Makes the settings of embedders.</summary>
    /// <param name="arguments">What the user asked for.</param>
    /// <param name="engine">Settings of the engine.</param>
    public DenseOptions Embedders(ParseResult arguments, EngineOptions engine) => _prefixes.Read(arguments, engine);

    /// <summary>Makes the choice of the first stage.</summary>
    /// <param name="arguments">What the user asked for.</param>
    /// <param name="embedders">Settings of an embedder.</param>
    /// <param name="cacheFolder">The folder that keeps an embedder's vectors.</param>
    /// <param name="opened">The model to close afterwards, or null.</param>
    public Func<BeirDataset, IFirstStage> Read(ParseResult arguments, DenseOptions embedders, string cacheFolder, out IDisposable? opened)
    {
        string text = arguments.GetValue(_stage) ?? "auto";
        opened = null;
        switch (text.Split(':', 2))
        {
            case ["auto"]:
                return AutomaticFirstStage.For;
            case ["bm25"]:
                return _ => new Bm25();
            case ["run", { Length: > 0 } file]:
                GivenRun run = GivenRun.FromFile(file);
                return _ => run;
            case ["dense", { Length: > 0 } folder]:
                var dense = new DenseRetrieval(folder, cacheFolder, embedders);
                opened = dense;
                return _ => dense;
            default:
                throw new WinnowException($"--first-stage must be {Forms}, not '{text}'.");
        }
    }
}

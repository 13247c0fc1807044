using System.CommandLine;
using Winnow.Evaluation.FirstStage;

namespace Winnow.Cli.Commands.Eval;

/// <summary>The options that say what embedders put before texts.</summary>
sealed class EmbedderPrefixes
{
    /// <summary>The message where no model is an embedder.</summary>
    public const string Unused = "--query-prefix and --document-prefix are for embedders, and no model here is one. Leave them out.";

    readonly Option<string?> _query = new("--query-prefix")
    {
        Description = "What embedders put before each query, for instance 'query: '. Without it: the folder's prompt for queries, if it states one.",
        HelpName = "TEXT",
    };

    readonly Option<string?> _document = new("--document-prefix")
    {
        Description = "What embedders put before each document, for instance 'passage: '. Without it: the folder's prompt for documents, if it states one.",
        HelpName = "TEXT",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_query);
        command.Add(_document);
    }

    /// <summary>Gets whether the user gave one of them.</summary>
    public bool AreGiven(ParseResult arguments) => (arguments.GetValue(_query) ?? arguments.GetValue(_document)) is not null;

    /// <summary>Makes the settings of embedders.</summary>
    /// <param name="arguments">What the user asked for.</param>
    /// <param name="engine">Settings of the engine.</param>
    public DenseOptions Read(ParseResult arguments, EngineOptions engine) => new()
    {
        Engine = engine,
        QueryPrefix = arguments.GetValue(_query),
        DocumentPrefix = arguments.GetValue(_document),
    };
}

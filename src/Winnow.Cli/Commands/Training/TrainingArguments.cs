using System.CommandLine;
using Winnow.Cli.Output;
using Winnow.Evaluation.FirstStage;
using Winnow.Evaluation.Scorers;
using Winnow.Training;
using Winnow.Training.Data;
using Winnow.Training.Mining;

namespace Winnow.Cli.Commands.Training;

/// <summary>What the commands that make the data of training have in common: the pairs, the cache, and the settings of the engine.</summary>
sealed class TrainingArguments
{
    const string PairsDescription = "JSON lines of {\"query\", \"positive\", \"source\"}: files, or folders of .jsonl files.";

    readonly Argument<string[]> _argument = new("PAIRS") { Description = PairsDescription, Arity = ArgumentArity.OneOrMore };
    readonly Option<string[]> _option = new("--pairs")
    {
        Description = $"The pairs that were mined. {PairsDescription}",
        HelpName = "PAIRS",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    readonly Option<bool> _titles = SharedOptions.Switch("--titles", "Put a pair's title before its document, unless the document starts with it.");
    readonly Option<string?> _cache = new("--cache")
    {
        Description = "The folder that keeps vectors and scores, so that a run that was stopped goes on where it was. Without it: the folder cache beside --out.",
        HelpName = "DIR",
    };

    readonly Option<int?> _maxTokens = SharedOptions.Number(
        "--max-tokens",
        $"The longest input in tokens, special tokens included. Without it: {CandidateScorer.DefaultMaxTokens}, or the model's own limit where that is less.",
        1,
        int.MaxValue);

    readonly Option<int?> _threads = SharedOptions.Threads();
    readonly Option<Precision> _precision = SharedOptions.Precision();
    readonly Option<string?> _device = new("--device")
    {
        Description = "Where embedders compute: cpu (the default), by the engine, or cuda, by libtorch where it is a build for it.",
        HelpName = "cpu|cuda",
    };

    readonly Option<OutputFormat> _format = SharedOptions.Format("A summary for people (the default), or as JSON.");

    bool _asOption;

    /// <summary>The file to write.</summary>
    public static Option<string> Output(string description) => new("--out") { Description = description, HelpName = "FILE", Required = true };

    /// <summary>Adds the pairs as arguments.</summary>
    public void AddPairsTo(Command command) => command.Add(_argument);

    /// <summary>Adds the pairs as an option, where the argument is something else.</summary>
    public void AddPairsOptionTo(Command command)
    {
        _asOption = true;
        command.Add(_option);
    }

    /// <summary>Adds the other options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_titles);
        command.Add(_cache);
        command.Add(_maxTokens);
        command.Add(_threads);
        command.Add(_precision);
        command.Add(_device);
        command.Add(_format);
    }

    /// <summary>Reads the pairs.</summary>
    public TrainingTexts ReadPairs(ParseResult arguments, CancellationToken cancellationToken)
    {
        string[] paths = (_asOption ? arguments.GetValue(_option) : arguments.GetValue(_argument))!;
        if (paths.Contains(""))
            throw new WinnowException("One of the pair files is empty text. Name a file or a folder.");
        return TrainingTexts.Read(paths, arguments.GetValue(_titles), cancellationToken);
    }

    /// <summary>Gets the folder that keeps vectors and scores.</summary>
    public string Cache(ParseResult arguments, string output)
    {
        string folder = arguments.GetValue(_cache) ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(output))!, "cache");
        return folder.Length > 0 ? folder : throw new WinnowException("--cache is empty text. Name a folder.");
    }

    /// <summary>Gets the settings of rerankers.</summary>
    public EngineOptions Engine(ParseResult arguments) => new()
    {
        MaxTokens = arguments.GetValue(_maxTokens),
        Threads = arguments.GetValue(_threads),
        Precision = arguments.GetValue(_precision),
    };

    /// <summary>Loads an embedder, which the caller disposes of.</summary>
    public ITextEncoder OpenEmbedder(ParseResult arguments, string model)
    {
        string device = arguments.GetValue(_device) ?? "cpu";
        return device == "cpu"
            ? new EngineEncoder(model, new DenseOptions { Engine = Engine(arguments) })
            : new TorchEncoder(model, TorchDevice.Find(device), arguments.GetValue(_maxTokens) ?? DenseOptions.DefaultMaxTokens);
    }

    /// <summary>Gets the device of searches among vectors.</summary>
    public TorchSharp.torch.Device Device(ParseResult arguments) => TorchDevice.Find(arguments.GetValue(_device) ?? "cpu");

    /// <summary>Gets the number of threads, or null for all.</summary>
    public int? Threads(ParseResult arguments) => arguments.GetValue(_threads);

    /// <summary>Gets the form of the summary.</summary>
    public OutputFormat Format(ParseResult arguments) => arguments.GetValue(_format);

    /// <summary>Refuses what cannot be a file before hours are spent on its content.</summary>
    public static string CheckOutput(string path)
    {
        if (path.Length == 0)
            throw new WinnowException("--out is empty text. Name a file.");
        return Directory.Exists(path) ? throw new WinnowException($"{path}: --out is a folder that exists. Name a file.") : path;
    }
}

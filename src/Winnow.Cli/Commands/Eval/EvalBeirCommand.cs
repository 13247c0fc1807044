using System.CommandLine;
using Winnow.Cli.Output;
using Winnow.Evaluation.Beir;
using Winnow.Evaluation.FirstStage;
using Winnow.Evaluation.Scorers;

namespace Winnow.Cli.Commands.Eval;

/// <summary><c>winnow eval beir</c>: rerankers on test collections, by BEIR's protocol.</summary>
sealed class EvalBeirCommand : CliCommand
{
    const string DefaultOutput = "beir-report";

    readonly Argument<string[]> _datasets = new("DATASET")
    {
        Description = "Data sets in BEIR's layout (corpus.jsonl, queries.jsonl, qrels/test.tsv), each a folder or a zip.",
        Arity = ArgumentArity.OneOrMore,
    };

    readonly Option<string[]> _models = new("--model")
    {
        Description = "A reranker, or an embedder to compare with: a folder, or the name of a model that ships with Winnow or lies in WINNOW_HOME. May be given several times. "
            + "Without it: the default reranker.",
        HelpName = "DIR|NAME",
    };

    readonly FirstStageArgument _firstStage = new();
    readonly Option<int?> _depth = SharedOptions.Number("--depth", $"The number of candidates for each query. Without it: {BeirOptions.DefaultDepth}.", 1, int.MaxValue);
    readonly Option<int?> _maxTokens = SharedOptions.Number(
        "--max-tokens",
        $"The longest input in tokens, special tokens included. Without it: {CandidateScorer.DefaultMaxTokens}, or the model's own limit where that is less.",
        1,
        int.MaxValue);

    readonly Option<int?> _threads = SharedOptions.Threads();
    readonly Option<Precision> _precision = SharedOptions.Precision();
    readonly Option<bool> _compare = SharedOptions.Switch("--compare-precision", "Score with each reranker in float32 and in int8, and say how far the two agree.");
    readonly Option<string> _split = new("--split") { Description = "The judgements to use, a file in qrels/ without its ending. Without it: test.", HelpName = "NAME" };
    readonly Option<string> _output = new("--out")
    {
        Description = $"The folder for report.md, report.json, runs and the values of each query. Without it: {DefaultOutput}.",
        HelpName = "DIR",
    };

    readonly Option<string?> _cache = new("--cache")
    {
        Description = "The folder that keeps candidates and scores, so that a run that was stopped goes on where it was. Without it: the folder cache in --out.",
        HelpName = "DIR",
    };

    readonly Option<OutputFormat> _format = SharedOptions.Format("A table of nDCG@10 (the default), the whole report as JSON, or an object for each result.");

    public EvalBeirCommand()
        : base("beir", "Rerank the candidates of test collections in BEIR's layout, and report nDCG@10 with all that is needed to repeat it.")
    {
        Add(_datasets);
        Add(_models);
        _firstStage.AddTo(this);
        Add(_depth);
        Add(_maxTokens);
        Add(_threads);
        Add(_precision);
        Add(_compare);
        Add(_split);
        Add(_output);
        Add(_cache);
        Add(_format);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "winnow eval beir scifact.zip nfcorpus.zip --model my-model",
        "winnow eval beir scifact --model a --model b --first-stage dense:my-embedder --depth 50",
        "winnow eval beir scifact.zip --compare-precision --format json > report.json",
    ];

    public override int Run(ParseResult arguments, CommandHost host, CancellationToken cancellationToken)
    {
        var engine = new EngineOptions
        {
            MaxTokens = arguments.GetValue(_maxTokens),
            Threads = arguments.GetValue(_threads),
            Precision = arguments.GetValue(_precision),
        };
        bool compare = arguments.GetValue(_compare);
        if (compare && arguments.GetResult(_precision) is { Implicit: false })
            throw new WinnowException("--compare-precision scores in float32 and in int8. Leave --precision out.");
        string output = Folder(arguments.GetValue(_output) ?? DefaultOutput, "--out");
        string cache = Folder(arguments.GetValue(_cache) ?? Path.Combine(output, "cache"), "--cache");

        BeirDataset[] datasets = [.. arguments.GetValue(_datasets)!.Select(path => Load(path, arguments.GetValue(_split) ?? "test", host, cancellationToken))];
        string[] models = arguments.GetValue(_models) is { Length: > 0 } named ? named : [Reranker.DefaultModel];
        DenseOptions embedders = _firstStage.Embedders(arguments, engine);
        Func<BeirDataset, IFirstStage> choose = _firstStage.Read(arguments, embedders, Path.Combine(cache, "vectors"), out IDisposable? opened);
        using IDisposable? embedder = opened;
        using var scorers = new ScorerList();
        scorers.Load(models, embedders, compare, cancellationToken);
        if ((embedders.QueryPrefix ?? embedders.DocumentPrefix) is not null && embedder is null && scorers.Scorers.All(scorer => scorer is RerankerScorer))
            throw new WinnowException(EmbedderPrefixes.Unused);

        BeirReport report;
        using (var progress = new BeirProgressLine(host))
        {
            var evaluation = new BeirEvaluation(new BeirOptions
            {
                OutputFolder = output,
                CacheFolder = cache,
                Depth = arguments.GetValue(_depth) ?? BeirOptions.DefaultDepth,
                FirstStage = dataset => progress.Announce(dataset, choose(dataset)),
                Comparisons = scorers.Comparisons,
            });
            report = evaluation.Run(datasets, scorers.Scorers, progress, progress, cancellationToken);
        }

        Write(host, report, arguments.GetValue(_format));
        host.Error.WriteLine($"winnow: report, runs and values of each query are in {output}");
        return ExitCode.Done;
    }

    /// <summary>Refuses empty text as the name of a folder.</summary>
    public static string Folder(string text, string option) =>
        text.Length > 0 ? text : throw new WinnowException($"{option} is empty text. Name a folder.");

    static BeirDataset Load(string path, string split, CommandHost host, CancellationToken cancellationToken)
    {
        if (path.Length == 0 || split.Length == 0)
            throw new WinnowException($"{(path.Length == 0 ? "A data set" : "--split")} is empty text. Give a name, as in: winnow eval beir scifact.zip --split test");
        BeirDataset dataset = BeirDataset.Load(path, split, cancellationToken);
        foreach (string note in dataset.Notes)
            host.Error.WriteLine($"winnow: {dataset.Name}: {note}");
        return dataset;
    }

    static void Write(CommandHost host, BeirReport report, OutputFormat format)
    {
        switch (format)
        {
            case OutputFormat.Json:
                BeirReportJson.Write(host.Output, report);
                break;
            case OutputFormat.Jsonl:
                BeirReportJson.WriteResults(host.Output, report);
                break;
            default:
                BeirTable.Write(host.Output, report);
                break;
        }
    }
}

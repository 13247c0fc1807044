using System.CommandLine;
using Winnow.Cli.Output;
using Winnow.Evaluation.FirstStage;
using Winnow.Evaluation.Rag;
using Winnow.Evaluation.Scorers;

namespace Winnow.Cli.Commands.Eval;

/// <summary><c>winnow eval rag</c>: hit rate and MRR of retrievers and rerankers, by LlamaIndex's protocol.</summary>
sealed class EvalRagCommand : CliCommand
{
    const string DefaultOutput = "rag-report";

    readonly RagInput _input = new();
    readonly Option<string[]> _retrievers = new("--retriever")
    {
        Description = "What finds ten chunks for each question: bm25 or an embedder (dense:FOLDER). May be given several times. Without it: bm25.",
        HelpName = "bm25|dense:FOLDER",
    };

    readonly Option<string[]> _models = new("--model")
    {
        Description = "A reranker, or an embedder to compare with: a folder, or the name of a model that ships with Winnow or lies in WINNOW_HOME. May be given several times. "
            + "Without it: the default reranker.",
        HelpName = "DIR|NAME",
    };

    readonly EmbedderPrefixes _prefixes = new();
    readonly Option<int?> _maxTokens = SharedOptions.Number(
        "--max-tokens",
        $"The longest pair in tokens, special tokens included; longer ones are cut. Without it: {CandidateScorer.DefaultMaxTokens}, or the model's own limit where that is less.",
        1,
        int.MaxValue);

    readonly Option<int?> _threads = SharedOptions.Threads();
    readonly Option<Precision> _precision = SharedOptions.Precision();
    readonly Option<string> _output = new("--out")
    {
        Description = $"The folder for report.md, report.json, runs and the values of each question. Without it: {DefaultOutput}.",
        HelpName = "DIR",
    };

    readonly Option<string?> _cache = new("--cache")
    {
        Description = "The folder that keeps candidates and scores, so that a run that was stopped goes on where it was. Without it: the folder cache in --out.",
        HelpName = "DIR",
    };

    readonly Option<OutputFormat> _format = SharedOptions.Format("A table of hit rate and MRR (the default), the whole report as JSON, or an object for each result.");

    public EvalRagCommand()
        : base("rag", "Cut documents into chunks, let retrievers find ten for each question and rerankers order them, and report hit rate and MRR of the first five.")
    {
        _input.AddTo(this);
        Add(_retrievers);
        Add(_models);
        _prefixes.AddTo(this);
        Add(_maxTokens);
        Add(_threads);
        Add(_precision);
        Add(_output);
        Add(_cache);
        Add(_format);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "winnow eval rag --documents docs.jsonl --questions questions.jsonl --model my-model",
        "winnow eval rag scifact.zip --retriever bm25 --retriever dense:my-embedder --model a --model b",
    ];

    public override int Run(ParseResult arguments, CommandHost host, CancellationToken cancellationToken)
    {
        string output = EvalBeirCommand.Folder(arguments.GetValue(_output) ?? DefaultOutput, "--out");
        string cache = EvalBeirCommand.Folder(arguments.GetValue(_cache) ?? Path.Combine(output, "cache"), "--cache");
        DenseOptions embedders = _prefixes.Read(arguments, new EngineOptions
        {
            MaxTokens = arguments.GetValue(_maxTokens),
            Threads = arguments.GetValue(_threads),
            Precision = arguments.GetValue(_precision),
        });

        RagDataset dataset = _input.Read(arguments, cancellationToken);
        using var retrievers = new RetrieverList();
        retrievers.Load(arguments.GetValue(_retrievers) is { Length: > 0 } named ? named : ["bm25"], embedders, Path.Combine(cache, "vectors"));
        using var scorers = new ScorerList();
        scorers.Load(arguments.GetValue(_models) is { Length: > 0 } models ? models : [Reranker.DefaultModel], embedders, compare: false, cancellationToken);
        if (_prefixes.AreGiven(arguments) && !retrievers.HasEmbedder && scorers.Scorers.All(scorer => scorer is RerankerScorer))
            throw new WinnowException(EmbedderPrefixes.Unused);

        RagInput.Announce(host, dataset);
        RagReport report;
        using (var progress = new BeirProgressLine(host))
            report = new RagEvaluation(output, cache).Run(dataset, retrievers.Retrievers, scorers.Scorers, progress, cancellationToken);
        switch (arguments.GetValue(_format))
        {
            case OutputFormat.Json:
                RagReportJson.Write(host.Output, report);
                break;
            case OutputFormat.Jsonl:
                RagReportJson.WriteResults(host.Output, report);
                break;
            default:
                RagTable.Write(host.Output, report);
                break;
        }

        host.Error.WriteLine($"winnow: report, runs and values of each question are in {output}");
        return ExitCode.Done;
    }
}

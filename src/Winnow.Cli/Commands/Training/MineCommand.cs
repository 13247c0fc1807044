using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Runtime.CompilerServices;
using TorchSharp;
using Winnow.Cli.Output;
using Winnow.Training;
using Winnow.Training.Data;
using Winnow.Training.Mining;
using Winnow.Training.Native;

namespace Winnow.Cli.Commands.Training;

/// <summary><c>winnow mine</c>: for each query of training, the documents that it must learn to tell from the right one.</summary>
/// <remarks>No field has a type of Winnow.Training: libtorch's bindings are loaded when the command runs, not when the help is shown.</remarks>
sealed class MineCommand : CliCommand
{
    readonly TrainingArguments _common = new();
    readonly Option<string> _output = TrainingArguments.Output("The file of candidates to write. One that is there is replaced.");
    readonly Option<bool> _bm25 = SharedOptions.Switch("--bm25", "Mine with BM25, which is also what mines where neither --bm25 nor --embedder is given.");
    readonly Option<string[]> _embedders = new("--embedder")
    {
        Description = "Mine with an embedder: a folder, or the name of one that lies in WINNOW_HOME. May be given up to five times; the first one also judges likely answers.",
        HelpName = "DIR|NAME",
    };

    readonly Option<int?> _hard = SharedOptions.Number("--hard", "The candidates from the top of each ranking. Without it: 10.", 0, 100);
    readonly Option<int?> _middle = SharedOptions.Number("--middle", "The candidates from the ranks after them down to 100, spread evenly. Without it: 4.", 0, 100);
    readonly Option<int?> _max = SharedOptions.Number("--max", "The most candidates of a query, positives included. Without it: 32.", 2, 10_000);
    readonly Option<double?> _margin = new("--margin")
    {
        Description = "Drop documents whose score by the first embedder is above the positive's less this part of it, as likely answers: 0 to 1, or off. Without it: 0.05.",
        HelpName = "M|off",
        CustomParser = ParseMargin,
    };

    readonly Option<int?> _seed = SharedOptions.Number("--seed", "Where the draws from middle ranks start. Without it: 1.", 0, int.MaxValue);
    readonly Option<int?> _limit = SharedOptions.Number("--limit", "Mine so many queries only, spread evenly over all; the others get empty lists.", 1, int.MaxValue);

    public MineCommand()
        : base("mine", "Find for each query of training the documents that look like its answer, by BM25 and by embedders.")
    {
        _common.AddPairsTo(this);
        Add(_output);
        Add(_bm25);
        Add(_embedders);
        Add(_hard);
        Add(_middle);
        Add(_max);
        Add(_margin);
        Add(_seed);
        Add(_limit);
        _common.AddTo(this);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "winnow mine pairs --out mined.bin",
        "winnow mine pairs --bm25 --embedder bge-small-en-v1.5 --out mined.bin",
        "winnow mine squad.jsonl faq.jsonl --bm25 --limit 1000 --out trial.bin --format json",
    ];

    public override int Run(ParseResult arguments, CommandHost host, CancellationToken cancellationToken)
    {
        string output = TrainingArguments.CheckOutput(arguments.GetValue(_output)!);
        MiningOptions options = Settings(arguments);
        string[] embedders = arguments.GetValue(_embedders) ?? [];
        if (embedders.Length > CandidateOrigin.MostEmbedders)
            throw new WinnowException($"--embedder is given {embedders.Length} times, and at most {CandidateOrigin.MostEmbedders} embedders can mine at once. Leave some out.");
        var cache = new VectorCache(_common.Cache(arguments, output));
        TrainingTexts texts = _common.ReadPairs(arguments, cancellationToken);
        if (embedders.Length > 0 && options.Threads is { } threads)
            UseThreads(threads);
        if (embedders.Length > 0)
            options = options with { Device = _common.Device(arguments) };
        var encoders = new List<ITextEncoder>();
        try
        {
            foreach (string embedder in embedders)
                encoders.Add(_common.OpenEmbedder(arguments, embedder));
            MiningSummary summary;
            using (var progress = new StepProgressLine(host))
            {
                var report = new Forward<TrainingProgress>(value => progress.Report(value.Step, value.Unit, value.Done, value.Total));
                (CandidateLists lists, summary) = new CandidateMiner(texts, options).Mine(encoders, cache, report, cancellationToken);
                lists.Write(output);
            }

            MiningReport.Write(host.Output, summary, texts, output, _common.Format(arguments));
            return ExitCode.Done;
        }
        finally
        {
            foreach (ITextEncoder encoder in encoders)
                encoder.Dispose();
        }
    }

    MiningOptions Settings(ParseResult arguments)
    {
        string[] embedders = arguments.GetValue(_embedders) ?? [];
        var defaults = new MiningOptions();
        int max = arguments.GetValue(_max) ?? defaults.Max, hard = arguments.GetValue(_hard) ?? defaults.Hard, middle = arguments.GetValue(_middle) ?? defaults.Middle;
        if (hard + middle == 0)
            throw new WinnowException("--hard and --middle are both 0, so there is nothing to mine. Make one of them more.");
        double margin = arguments.GetValue(_margin) ?? defaults.RelativeMargin!.Value;
        return defaults with
        {
            Bm25 = arguments.GetValue(_bm25) || embedders.Length == 0,
            Hard = hard,
            Middle = middle,
            Max = max,
            MostPositives = Math.Min(defaults.MostPositives, max - 1),
            RelativeMargin = double.IsNaN(margin) ? null : margin,
            Seed = (ulong)(arguments.GetValue(_seed) ?? (int)defaults.Seed),
            Limit = arguments.GetValue(_limit),
            Threads = _common.Threads(arguments),
        };
    }

    // Apart, so that mining by BM25 alone needs no libtorch.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void UseThreads(int threads)
    {
        _ = LibTorch.Version;
        torch.set_num_threads(threads);
    }

    static double? ParseMargin(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        // The parser of command lines takes null for no answer.
        if (text.Equals("off", StringComparison.OrdinalIgnoreCase))
            return double.NaN;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double margin) && margin is >= 0 and < 1)
            return margin;
        result.AddError($"--margin must be a number from 0 to less than 1, or off, not '{text}'.");
        return null;
    }
}

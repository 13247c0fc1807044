using System.CommandLine;
using System.Globalization;
using Winnow.Cli.Output;
using Winnow.Training.Distillation;

namespace Winnow.Cli.Commands.Training;

/// <summary><c>winnow distill</c>: a small reranker of a larger model.</summary>
sealed class DistillCommand : CliCommand
{
    static readonly DistillOptions Usual = new() { Start = "", Output = "", Pairs = [] };

    readonly Argument<string> _start = new("START")
    {
        Description = "What the student begins as: a BERT or JinaBERT embedder, which gets a new head, or a reranker of the first token or with an interaction head, which keeps its own.",
    };

    readonly Option<string> _output = new("--out") { Description = "The folder to write: one that does not exist yet, or is empty.", HelpName = "DIR", Required = true };
    readonly Option<string[]> _pairs = new("--pairs") { Description = "Pair files of JSON lines, or folders of them.", HelpName = "FILE|DIR", Required = true, AllowMultipleArgumentsPerToken = true };
    readonly Option<string?> _labels = new("--labels") { Description = "The file that winnow label wrote for the same pairs.", HelpName = "FILE" };
    readonly Option<string?> _keep = new("--keep") { Description = "The layers to keep, as in 0,2,4.", HelpName = "N,N,…" };
    readonly Option<int?> _layers = SharedOptions.Number("--layers", "How many layers to keep, evenly spread. Without it and --keep: all.", 1, 1024);
    readonly Option<HeadKind?> _head = SharedOptions.OptionalChoice<HeadKind>("--head", "The head: interaction (the default), firsttoken, which is that of BERT's classifiers, or none, which makes an embedder.");
    readonly Option<int?> _open = SharedOptions.Number("--interaction-layers", "How many of the last layers let query and document see each other. Without it: half of them.", 0, 1024);
    readonly Option<double?> _gate = Real("--gate", "What each head adds to scores between query and document at the start.", Usual.Gate);
    readonly Option<double?> _lexical = Real(
        "--lexical", "Give an interaction head the lexical match, its weight beginning at this number above 0; where START has one, only its weight changes. Without it: as in START.");

    readonly Option<double?> _lexicalSaturation = Real("--lexical-saturation", "How soon more of a token counts no more in the lexical match (k1), above 0. Without it: that of START, or 0.9.");
    readonly Option<double?> _lexicalLengthWeight = Real("--lexical-length-weight", "What a document's length counts in the lexical match (b), 0 to 1. Without it: that of START, or 0.4.");
    readonly Option<double?> _late = Real(
        "--late-interaction",
        "Give an interaction head late interaction, which looks at each token of the query by itself, its weight beginning at this number above 0; where START has one, its weight changes, and tokens that all counted alike get their frequencies. Without it: as in START.");
    readonly Option<string?> _mix = new("--mix") { Description = "A model trained out of START, with which its layers are averaged first.", HelpName = "DIR|NAME" };
    readonly Option<double?> _mixShare = Real("--mix-share", "What the model of --mix counts in the mean, above 0 and at most 1.", Usual.MixShare);
    readonly Option<int?> _stateSteps = SharedOptions.Number("--state-steps", "The steps in which the student learns the states of START on plain text. Without it: 0.", 0, int.MaxValue);
    readonly Option<string[]> _questions = new("--questions") { Description = "Files of questions without documents, JSON lines {\"query\"}, whose states are learned too.", HelpName = "FILE", AllowMultipleArgumentsPerToken = true };
    readonly Option<double?> _splice = Real("--splice", "How likely a text gets a stretch of another text in the steps on states, 0 to 1.", Usual.Splice);
    readonly Option<string?> _statesFrom = new("--states-from") { Description = "Another model whose states the student learns.", HelpName = "DIR|NAME" };
    readonly Option<int?> _steps = SharedOptions.Number("--steps", "The steps in which the student learns to rank. Without it: 0.", 0, int.MaxValue);
    readonly Option<string?> _teacher = new("--teacher") { Description = "A reranker that scores the lists too while training runs.", HelpName = "DIR|NAME" };
    readonly Option<double?> _teacherWeight = Real("--teacher-weight", "What the teacher's score counts beside the label's, 0 to 1.", Usual.TeacherWeight);
    readonly Option<string?> _loss = new("--loss") { Description = $"The losses of docs/training-losses.md with their weights. Without it: {Usual.Loss}.", HelpName = "NAME:WEIGHT,…" };
    readonly Option<string[]> _sources = new("--sources") { Description = "The sources of the pair files whose queries have lists. Without it: all.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
    readonly Option<int?> _frozen = SharedOptions.Number("--freeze-layers", "How many of the lowest layers stay as they are in the steps on lists, with the embeddings. Without it: none.", 0, 1024);
    readonly Option<int?> _queries = SharedOptions.Number("--queries", $"The queries of a step. Without it: {Usual.Queries}.", 1, 1 << 20);
    readonly Option<int?> _candidates = SharedOptions.Number("--candidates", $"The most candidates of a query in a step. Without it: {Usual.Candidates}.", 2, 1 << 20);
    readonly Option<int?> _maxTokens = SharedOptions.Number("--max-tokens", $"The most tokens of a text or pair. Without it: {Usual.MaxTokens}.", 8, 8192);
    readonly Option<int?> _long = SharedOptions.Number("--long-tokens", "The most tokens of the long documents that every eighth step has. Without it: none.", 8, 8192);
    readonly Option<int?> _batch = SharedOptions.Number("--batch-tokens", $"The tokens of a step on states, and the most that are computed at once. Without it: {Usual.BatchTokens}.", 64, 1 << 24);
    readonly Option<double?> _stateRate = Real("--state-rate", "The highest learning rate of the steps on states.", Usual.StateRate);
    readonly Option<double?> _rate = Real("--rate", "The highest learning rate of the steps on lists.", Usual.LearningRate);
    readonly Option<double?> _headRate = Real("--head-rate", "How many times faster the head learns.", Usual.HeadRate);
    readonly Option<double?> _dropout = Real("--dropout", "The part of the elements that training sets to 0.", Usual.Dropout);
    readonly Option<double?> _average = Real("--average", "The share that the moving average of the parameters keeps at each step.", Usual.Average);
    readonly Option<int?> _seed = SharedOptions.Number("--seed", "The seed of order and dropout. Without it: 1.", 0, int.MaxValue);
    readonly Option<bool> _bfloat16 = SharedOptions.Switch("--bf16", "Compute products in bfloat16 instead of float32.");
    readonly Option<string?> _device = new("--device") { Description = "Where to compute: cpu (the default), or cuda where libtorch is a build for it.", HelpName = "cpu|cuda" };
    readonly Option<string[]> _dev = new("--dev") { Description = "Test collections in BEIR's layout that choose the checkpoint: on lists by the mean of nDCG@10, on states by how near the vectors of their texts come to the teacher's.", HelpName = "DATASET", AllowMultipleArgumentsPerToken = true };
    readonly Option<int?> _evaluate = SharedOptions.Number("--evaluate-every", "The steps from one evaluation to the next. Without it: one at the end.", 1, int.MaxValue);
    readonly Option<int?> _patience = SharedOptions.Number("--patience", "The evaluations without a gain after which training stops. Without it: never.", 1, int.MaxValue);
    readonly Option<string?> _checkpoints = new("--checkpoints") { Description = "The folder for checkpoints and logs. Without it: OUT with .training behind it.", HelpName = "DIR" };
    readonly Option<int?> _checkpointEvery = SharedOptions.Number("--checkpoint-every", $"The steps from one checkpoint to the next. Without it: {Usual.CheckpointEvery}.", 1, int.MaxValue);

    public DistillCommand()
        : base("distill", "Make a small reranker of a larger model: drop layers, heal them on plain text, and learn the order of labelled lists.")
    {
        Add(_start);
        foreach (Option option in (Option[])
            [
                _output, _pairs, _labels, _keep, _layers, _head, _open, _gate, _lexical, _lexicalSaturation, _lexicalLengthWeight, _late, _mix, _mixShare, _stateSteps, _questions, _splice, _statesFrom, _steps, _teacher, _teacherWeight, _loss,
                _sources, _frozen, _queries, _candidates, _maxTokens, _long, _batch, _stateRate, _rate, _headRate, _dropout, _average, _seed, _bfloat16, _device, _dev, _evaluate, _patience, _checkpoints, _checkpointEvery,
            ])
        {
            Add(option);
        }
    }

    public override IReadOnlyList<string> Examples =>
    [
        "winnow distill e5-small-v2 --out turbo --layers 6 --state-steps 2000 --pairs pairs --labels pairs.labels --steps 4000 --dev trec-dl21.zip",
        "winnow distill e5-small-v2 --out encoder --head none --state-steps 2000 --pairs pairs",
    ];

    public override int Run(ParseResult arguments, CommandHost host, CancellationToken cancellationToken)
    {
        var options = new DistillOptions
        {
            Start = arguments.GetValue(_start)!,
            Output = arguments.GetValue(_output)!,
            Pairs = arguments.GetValue(_pairs)!,
            Labels = arguments.GetValue(_labels),
            Keep = arguments.GetValue(_keep),
            Layers = arguments.GetValue(_layers),
            Head = arguments.GetValue(_head) ?? Usual.Head,
            OpenLayers = arguments.GetValue(_open),
            Gate = arguments.GetValue(_gate) ?? Usual.Gate,
            Lexical = arguments.GetValue(_lexical),
            LexicalSaturation = arguments.GetValue(_lexicalSaturation),
            LexicalLengthWeight = arguments.GetValue(_lexicalLengthWeight),
            LateInteraction = arguments.GetValue(_late),
            Mix = arguments.GetValue(_mix),
            MixShare = arguments.GetValue(_mixShare) ?? Usual.MixShare,
            StateSteps = arguments.GetValue(_stateSteps) ?? 0,
            Questions = arguments.GetValue(_questions) ?? [],
            Splice = arguments.GetValue(_splice) ?? Usual.Splice,
            StatesFrom = arguments.GetValue(_statesFrom),
            Steps = arguments.GetValue(_steps) ?? 0,
            Teacher = arguments.GetValue(_teacher),
            TeacherWeight = arguments.GetValue(_teacherWeight) ?? Usual.TeacherWeight,
            Loss = arguments.GetValue(_loss) ?? Usual.Loss,
            Sources = arguments.GetValue(_sources) ?? [],
            FrozenLayers = arguments.GetValue(_frozen) ?? 0,
            Queries = arguments.GetValue(_queries) ?? Usual.Queries,
            Candidates = arguments.GetValue(_candidates) ?? Usual.Candidates,
            MaxTokens = arguments.GetValue(_maxTokens) ?? Usual.MaxTokens,
            LongTokens = arguments.GetValue(_long) ?? 0,
            BatchTokens = arguments.GetValue(_batch) ?? Usual.BatchTokens,
            StateRate = arguments.GetValue(_stateRate) ?? Usual.StateRate,
            LearningRate = arguments.GetValue(_rate) ?? Usual.LearningRate,
            HeadRate = arguments.GetValue(_headRate) ?? Usual.HeadRate,
            Dropout = arguments.GetValue(_dropout) ?? Usual.Dropout,
            Average = arguments.GetValue(_average) ?? Usual.Average,
            Seed = arguments.GetValue(_seed) ?? Usual.Seed,
            BFloat16 = arguments.GetValue(_bfloat16),
            Device = arguments.GetValue(_device) ?? Usual.Device,
            Dev = arguments.GetValue(_dev) ?? [],
            EvaluateEvery = arguments.GetValue(_evaluate) ?? 0,
            Patience = arguments.GetValue(_patience) ?? 0,
            Checkpoints = arguments.GetValue(_checkpoints),
            CheckpointEvery = arguments.GetValue(_checkpointEvery) ?? Usual.CheckpointEvery,
        };
        if (options.Output.Length == 0)
            throw new WinnowException("--out is empty text. Name the folder to write.");
        DistillReport report;
        using (var line = new DistillProgressLine(host))
            report = new Distiller(options).Run(line, cancellationToken);
        using var writer = new StreamWriter(host.Output, leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine($"folder  {DisplayText.OneLine(report.Folder)}");
        if (report.Lexical is { } lexical)
            writer.WriteLine(Describe(lexical));
        if (report.LateInteraction is { } late)
            writer.WriteLine(Describe(late));
        foreach ((string name, double ndcg) in report.DevNames.Zip(report.DevNdcg))
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"nDCG@10 on {DisplayText.OneLine(name)}  {ndcg:F4}"));
        return ExitCode.Done;
    }

    static string Describe(LexicalReport lexical) => string.Create(
        CultureInfo.InvariantCulture,
        $"lexical match  weight {lexical.Weight:G4}, k1 {lexical.Saturation:G4}, b {lexical.LengthWeight:G4}, L {lexical.Length:F1}, term weights of ")
        + (lexical.Documents is { } documents ? string.Create(CultureInfo.InvariantCulture, $"{documents:N0} documents") : "START");

    static string Describe(LateInteractionReport late) => string.Create(CultureInfo.InvariantCulture, $"late interaction  weight {late.Weight:G4}, center of ")
        + (late.Tokens is { } tokens ? string.Create(CultureInfo.InvariantCulture, $"{tokens:N0} tokens") : "START");

    static Option<double?> Real(string name, string description, double usual) =>
        Real(name, string.Create(CultureInfo.InvariantCulture, $"{description.TrimEnd('.')}. Without it: {usual}."));

    static Option<double?> Real(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "NUMBER",
        CustomParser = result =>
        {
            if (double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
                return value;
            result.AddError($"{name} must be a number, not '{result.Tokens[0].Value}'.");
            return null;
        },
    };
}

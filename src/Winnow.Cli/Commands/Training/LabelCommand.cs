using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Winnow.Cli.Output;
using Winnow.Training;
using Winnow.Training.Data;
using Winnow.Training.Labelling;

namespace Winnow.Cli.Commands.Training;

/// <summary><c>winnow label</c>: the scores that a student is trained to give.</summary>
sealed class LabelCommand : CliCommand
{
    readonly Argument<string> _mined = new("MINED") { Description = "The file of candidates that winnow mine wrote." };
    readonly TrainingArguments _common = new();
    readonly Option<string[]> _teachers = new("--teacher")
    {
        Description = "A reranker or an embedder whose scores are taken: a folder, or the name of a model that ships with Winnow or lies in WINNOW_HOME. May be given several times.",
        HelpName = "DIR|NAME",
        Required = true,
    };

    readonly Option<double[]> _weights = new("--weight")
    {
        Description = "How much each teacher counts, after its scores are brought to mean 0 and deviation 1: as many numbers as teachers, in their order. Without it: all the same.",
        HelpName = "W",
        CustomParser = ParseWeights,
    };

    readonly Option<string> _output = TrainingArguments.Output("The file of labelled candidates to write. One that is there is replaced.");

    public LabelCommand()
        : base("label", "Let teachers score mined candidates: the labels that a student is trained on.")
    {
        Add(_mined);
        _common.AddPairsOptionTo(this);
        Add(_teachers);
        Add(_weights);
        Add(_output);
        _common.AddTo(this);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "winnow label mined.bin --pairs pairs --teacher my-reranker --out labelled.bin",
        "winnow label mined.bin --pairs pairs --teacher my-reranker --weight 3 --teacher bge-small-en-v1.5 --weight 1 --out labelled.bin",
    ];

    public override int Run(ParseResult arguments, CommandHost host, CancellationToken cancellationToken)
    {
        string output = TrainingArguments.CheckOutput(arguments.GetValue(_output)!), mined = arguments.GetValue(_mined)!;
        if (mined.Length == 0)
            throw new WinnowException("MINED is empty text. Name the file that winnow mine wrote.");
        string[] models = arguments.GetValue(_teachers)!;
        double[] weights = arguments.GetValue(_weights) is { Length: > 0 } given ? given : [.. models.Select(_ => 1.0)];
        if (weights.Length != models.Length)
            throw new WinnowException($"The number of weights is {weights.Length} and that of teachers {models.Length}. Give --weight once for each --teacher, or not at all.");

        TrainingTexts texts = _common.ReadPairs(arguments, cancellationToken);
        CandidateLists lists = CandidateLists.Read(mined, texts);
        string cache = _common.Cache(arguments, output);
        using var teachers = new OpenTeachers();
        foreach (string model in models)
            teachers.Add(model, cache, _common.Engine(arguments), name => _common.OpenEmbedder(arguments, name));
        LabelSummary summary;
        using (var progress = new StepProgressLine(host))
        {
            var report = new Forward<TrainingProgress>(value => progress.Report(value.Step, value.Unit, value.Done, value.Total));
            (LabelledLists labelled, summary) = new Labeller(texts).Label(lists, [.. teachers.All.Zip(weights)], report, cancellationToken);
            labelled.Write(output);
        }

        LabelReport.Write(host.Output, summary, output, _common.Format(arguments));
        return ExitCode.Done;
    }

    static double[] ParseWeights(ArgumentResult result)
    {
        var weights = new List<double>();
        foreach (Token token in result.Tokens)
        {
            if (double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double weight) && weight > 0 && double.IsFinite(weight))
                weights.Add(weight);
            else
                result.AddError($"--weight must be a number above 0, not '{token.Value}'.");
        }

        return [.. weights];
    }
}

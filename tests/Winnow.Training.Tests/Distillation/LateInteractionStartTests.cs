using TorchSharp;
using Winnow.Models.Interaction;
using Winnow.Training.Data;
using Winnow.Training.Distillation;
using Winnow.Training.Labelling;
using Winnow.Training.Mining;
using Winnow.Training.Modules;
using Winnow.Training.Tests.Fakes;
using Winnow.Weights;

namespace Winnow.Training.Tests.Distillation;

public sealed class LateInteractionStartTests : IDisposable
{
    static readonly string Start = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "bert-embedder-mean");

    readonly TempFolder _folder = new();
    readonly TrainingTexts _texts;
    readonly string _pairs, _labels;
    readonly LabelledLists _labelled;

    public LateInteractionStartTests()
    {
        var collection = new SynonymCollection(Path.Combine(Start, "tokenizer.json"));
        _pairs = _folder.File("pairs.jsonl", collection.Lines(120, 1, shared: true));
        _labels = _folder.At("labels.bin");
        _texts = TrainingTexts.Read([_pairs]);
        var cache = new VectorCache(_folder.At("cache"));
        (CandidateLists lists, _) = new CandidateMiner(_texts, new MiningOptions { Bm25 = false, RelativeMargin = null, Hard = 8, Middle = 8 }).Mine([collection.Teacher], cache);
        (_labelled, _) = new Labeller(_texts).Label(lists, [(new EncoderTeacher(collection.Teacher, cache), 1)]);
        _labelled.Write(_labels);
    }

    public void Dispose() => _folder.Dispose();

    DistillOptions Options(string output, string? start = null) => new()
    {
        Start = start is null ? Start : _folder.At(start),
        Output = _folder.At(output),
        Pairs = [_pairs],
        MaxTokens = 32,
        Queries = 8,
        Candidates = 4,
        LearningRate = 3e-3,
    };

    static DistillReport Run(DistillOptions options, IProgress<DistillProgress>? progress = null) => new Distiller(options).Run(progress, TestContext.Current.CancellationToken);

    [Fact]
    public void Run_NoSteps_AddsTheTermAndLeavesTheMeanLogitWhereItWas()
    {
        Run(Options("plain") with { Lexical = 2 });
        List<DistillProgress> progress = [];

        LateInteractionReport added = Run(Options("added", "plain") with { LateInteraction = 9 }, new Each(progress.Add)).LateInteraction!;

        // Each text is two words, each of them one token.
        Assert.Equal(new LateInteractionReport(9, 4 * _texts.Queries.Count), added);
        Assert.Equal(9, Tensor("added", "late_interaction.weight")[0]);
        AssertCenterIsThatOf("added", null);
        DistillProgress last = progress.Last(value => value.Stage == "center");
        Assert.Equal((3 * _texts.Queries.Count, 3 * _texts.Queries.Count), (last.Step.Step, last.Step.Steps));
        Assert.Contains("| late interaction | weight 9 |", File.ReadAllText(Path.Combine(_folder.At("added"), "README.md")), StringComparison.Ordinal);
        float[] before = Engine("plain"), after = Engine("added"), trainable = Torch("added");
        Assert.Equal(before.Average(), after.Average(), 1e-4);
        Assert.True(before.Zip(after, (a, b) => MathF.Abs(a - b)).Max() > 0.05f);
        for (int i = 0; i < after.Length; i++)
            Assert.Equal(after[i], trainable[i], 1e-4f);
        Assert.True(Tensor("added", "interaction.bias")[0] > Tensor("plain", "interaction.bias")[0]);
    }

    [Fact]
    public void Run_StartThatHasIt_KeepsItOrChangesItsWeight()
    {
        Run(Options("added") with { LateInteraction = 9 });
        float[] center = Tensor("added", "late_interaction.center");

        Assert.Equal(new LateInteractionReport(9, null), Run(Options("kept", "added")).LateInteraction);
        Assert.Equal(new LateInteractionReport(4, null), Run(Options("changed", "added") with { LateInteraction = 4 }).LateInteraction);
        Assert.Equal(new LateInteractionReport(9, 4 * _texts.Queries.Count), Run(Options("shorter", "added") with { Layers = 2 }).LateInteraction);

        Assert.Equal(center, Tensor("kept", "late_interaction.center"));
        Assert.Equal(center, Tensor("changed", "late_interaction.center"));
        Assert.Equal(Engine("added").Average(), Engine("changed").Average(), 1e-4);
        Assert.NotEqual(center, Tensor("shorter", "late_interaction.center"));
        AssertCenterIsThatOf("shorter", null);
    }

    [Fact]
    public void Run_TokensThatCountAlike_CountByTheirFrequencyOnceTheOptionIsGiven()
    {
        Run(Options("alike"));
        using (TrainableReranker reranker = TrainableReranker.Open(_folder.At("alike"), torch.CPU, torch.ScalarType.Float32))
        {
            ((InteractionReranker)reranker).SetLate(9, new float[reranker.Encoder.Shape.HiddenSize], []);
            RerankerFolder.Write(_folder.At("old"), reranker, _folder.At("alike"), "");
        }

        Run(Options("kept", "old"));
        Run(Options("counted", "old") with { LateInteraction = 9 });
        Run(Options("lexical", "old") with { LateInteraction = 9, Lexical = 2 });
        Run(Options("again", "counted") with { LateInteraction = 4, Layers = 2 });

        Assert.False(Has("kept"));
        float[] counts = Tensor("counted", LateInteraction.TermWeightsTensor);
        using (TrainableReranker reranker = TrainableReranker.Open(_folder.At("counted"), torch.CPU, torch.ScalarType.Float32))
        {
            TermStatistics terms = TermStatistics.Count(_texts.Documents, reranker.Tokenizer, null, TestContext.Current.CancellationToken);
            Assert.Equal(terms.Idf(counts.Length, SpecialTokens.Read(Path.Combine(Start, "tokenizer.json"), reranker.Tokenizer)), counts);
        }

        Assert.Equal(counts, Tensor("lexical", LateInteraction.TermWeightsTensor));
        Assert.Equal(counts, Tensor("again", LateInteraction.TermWeightsTensor));

        bool Has(string folder)
        {
            using ModelWeights weights = ModelWeights.Open(_folder.At(folder));
            return weights.Contains(LateInteraction.TermWeightsTensor);
        }
    }

    [Fact]
    public void Run_Steps_CountsTheCenterOfTheTrainedStatesAndCalibrates()
    {
        DistillOptions options = Options("trained") with { LateInteraction = 9, Labels = _labels, Steps = 20 };

        LateInteractionReport trained = Run(options).LateInteraction!;

        Assert.NotEqual(9, trained.Weight, 0.01);
        AssertCenterIsThatOf("trained", _labelled);
    }

    [Fact]
    public void Run_LabelsWithoutSteps_ScalesTheWeightWithTheRest()
    {
        LateInteractionReport report = Run(Options("calibrated") with { LateInteraction = 9, Labels = _labels }).LateInteraction!;

        // A new head's scale is 20.
        Assert.Equal(9 * Tensor("calibrated", "interaction.scale")[0] / 20, report.Weight, 1e-4);
        Assert.NotEqual(9, report.Weight, 0.01);
    }

    [Fact]
    public void Run_FirstTokenReranker_SaysSo()
    {
        string start = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "jina-bert");

        WinnowException error = Assert.Throws<WinnowException>(() => Run(Options("x") with { Start = start, LateInteraction = 9 }));

        Assert.Contains(start, error.Message, StringComparison.Ordinal);
        Assert.Contains("leave --late-interaction out", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_TextsWithoutTokens_SaysSo()
    {
        string pairs = _folder.File("empty.jsonl", SmallCollection.Line("\u200b", "\u200b", "made"));

        WinnowException error = Assert.Throws<WinnowException>(() => Run(Options("x") with { Pairs = [pairs], LateInteraction = 9 }));

        Assert.Contains("No text of the pairs has a token", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OptionsThatMakeNoSense_SaysWhatToDo()
    {
        static string Message(DistillOptions options) => Assert.Throws<WinnowException>(() => LateInteractionStart.Check(options)).Message;

        DistillOptions options = Options("x") with { LateInteraction = 9 };
        foreach (double weight in (double[])[0, -1, double.NaN, 1e300, 1e-300])
            Assert.Contains("--late-interaction must be above 0", Message(options with { LateInteraction = weight }), StringComparison.Ordinal);
        Assert.Contains("part of the interaction head", Message(options with { Head = HeadKind.FirstToken }), StringComparison.Ordinal);
        Assert.Contains("part of the interaction head", Message(options with { Head = HeadKind.None }), StringComparison.Ordinal);
        Assert.Contains("--pairs", Message(options with { Pairs = [] }), StringComparison.Ordinal);
        LateInteractionStart.Check(options with { LateInteraction = null, Head = HeadKind.None });
    }

    // The sample is small enough to hold every query.
    void AssertCenterIsThatOf(string folder, LabelledLists? labels)
    {
        using TrainableReranker reranker = TrainableReranker.Open(_folder.At(folder), torch.CPU, torch.ScalarType.Float32);
        IReadOnlyList<(int Query, int Document)> sample = PairSample.Take(_texts, labels, 512);
        (double[] sum, long count) = ((InteractionReranker)reranker).SumTextStates(Pairs(reranker, sample));
        float[] center = Tensor(folder, "late_interaction.center");
        for (int i = 0; i < center.Length; i++)
            Assert.Equal(sum[i] / count, center[i], 1e-4);
    }

    float[] Torch(string folder)
    {
        using TrainableReranker reranker = TrainableReranker.Open(_folder.At(folder), torch.CPU, torch.ScalarType.Float32);
        return reranker.ScoreOnly(Pairs(reranker, PairSample.Take(_texts, null, 512)));
    }

    float[] Engine(string folder)
    {
        using Reranker reranker = Reranker.Load(_folder.At(folder), new EngineOptions { Precision = Precision.Float32 });
        TextPair[] pairs = [.. _texts.Queries.Select((query, i) => new TextPair(query, _texts.Documents[_texts.Positive[i]]))];
        return [.. reranker.Score(pairs, cancellationToken: TestContext.Current.CancellationToken).Select(score => (float)score.Logit)];
    }

    PairTokens Pairs(TrainableReranker reranker, IReadOnlyList<(int Query, int Document)> sample) => new(
        [.. sample.Select(pair => reranker.Tokenizer.Tokenize(_texts.Queries[pair.Query]))],
        [.. sample.Select(pair => reranker.Tokenizer.Tokenize(_texts.Documents[pair.Document]))],
        [.. Enumerable.Range(0, sample.Count)]);

    float[] Tensor(string folder, string name)
    {
        using ModelWeights weights = ModelWeights.Open(_folder.At(folder));
        var values = new float[weights.Info(name).ElementCount];
        weights.Read(name, [values.Length], values);
        return values;
    }

    sealed class Each(Action<DistillProgress> act) : IProgress<DistillProgress>
    {
        public void Report(DistillProgress value) => act(value);
    }
}

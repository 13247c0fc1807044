using System.Globalization;
using Winnow.Models;
using Winnow.Tokenization;
using Winnow.Training.Conversion;
using Winnow.Training.Data;
using Winnow.Training.Losses;
using Winnow.Training.Modules;
using Winnow.Training.Native;
using Winnow.Training.Steps;
using Winnow.Weights;
using static TorchSharp.torch;

namespace Winnow.Training.Distillation;

/// <summary>Makes a small reranker of a larger model: drops layers, changes the shape to JinaBERT's, teaches the states of the original, then the order of labelled lists.</summary>
/// <remarks>Not safe for concurrent use. A run that was killed goes on from the checkpoints in its folder when it is started again with the same options.</remarks>
public sealed class Distiller
{
    // Texts for the fit of the conversion, which needs some tens of thousands of tokens.
    const int SampleTexts = 512;

    const int CalibrationQueries = 256, CalibrationCandidates = 8, CalibrationSteps = 8;

    readonly DistillOptions _options;
    readonly Device _device;
    readonly ScalarType _compute;
    readonly string _start;
    readonly string _checkpoints;

    /// <summary>Checks the options and prepares the device.</summary>
    /// <param name="options">What to make.</param>
    /// <exception cref="WinnowException">An option does not make sense, a folder is missing, or libtorch cannot be loaded.</exception>
    public Distiller(DistillOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _ = LibTorch.Version;
        _start = ModelFolder.Find(options.Start);
        _checkpoints = options.Checkpoints ?? Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Output)) + ".training";
        _compute = options.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
        _device = TorchDevice.Find(options.Device);
        if (options.Steps > 0 && options.Labels is null)
            throw new WinnowException("Steps on lists need labels. Name the file that winnow label wrote with --labels, or train on states alone with --steps 0.");
        if (options.Steps > 0 && options.Head == HeadKind.None)
            throw new WinnowException("Without a head nothing can be ranked. Name a head, or train on states alone with --steps 0.");
        LexicalStart.Check(options);
        LateInteractionStart.Check(options);
        EncoderMix.Check(options.MixShare);
        StateTeaching.Check(options);
    }

    /// <summary>Runs the distillation and writes the folder.</summary>
    /// <param name="progress">Told how far the work is, and the course of the loss. Null for none.</param>
    /// <param name="cancellationToken">Stops the work; its last checkpoint stays.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="WinnowException">A file is missing or malformed, the loss is no longer a number, or the folder cannot be written.</exception>
    public DistillReport Run(IProgress<DistillProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Quantization.NewFolder.Check(_options.Output);
        progress?.Report(new DistillProgress("texts", default));
        TrainingTexts texts = TrainingTexts.Read(_options.Pairs, cancellationToken: cancellationToken);
        Func<int, bool>? isWanted = Wanted(texts);
        LabelledLists? labels = _options.Labels is { } file ? LabelledLists.Read(file, texts) : null;
        Tokenizer tokenizer = Tokenizer.Load(Path.Combine(_start, "tokenizer.json"));
        var tokens = TokenizedTexts.Create(texts.Queries, texts.Documents, tokenizer, Math.Max(_options.MaxTokens, 64), cancellationToken);

        using var scope = NewDisposeScope();
        using TrainableReranker? opened = OpenReranker();
        TrainableReranker? student = opened;
        TrainableEncoder encoder = opened?.Encoder ?? TrainableReranker.OpenEncoder(_start, _device, _compute);
        EncoderShape original = encoder.Shape;
        int[] kept = Kept(original.Layers);
        if (_options.FrozenLayers < 0 || _options.FrozenLayers > kept.Length)
            throw new WinnowException($"{_options.FrozenLayers} layers cannot stay as they are of {kept.Length}.");
        if (kept.Length < original.Layers)
        {
            student = (opened as InteractionReranker)?.Keep(kept);
            encoder = student?.Encoder ?? LayerChoice.Keep(encoder, kept);
        }

        FolderPrompts prompts = FolderPrompts.Read(_start);
        // A reranker learns on in its own shape.
        if (student is null && !encoder.Shape.IsJina)
            encoder = JinaConversion.Convert(encoder, Samples(tokens, tokenizer, prompts, original.Positions));
        if (_options.Mix is { } other)
            EncoderMix.Apply(encoder, other, _options.MixShare);
        encoder.Dropout = _options.Dropout;

        var dev = new DevSets(_options.Dev, cancellationToken);
        if (_options.StateSteps > 0)
        {
            using var teaching = new StateTeaching(_options, encoder, _start, original.Layers, kept, tokenizer, prompts);
            TeachStates(teaching, encoder, tokens, dev, progress, cancellationToken);
        }

        if (_options.Head == HeadKind.None)
        {
            RerankerFolder.WriteEncoder(_options.Output, encoder, _start, ModelCard.Write(_options, texts, labels, null, null, []));
            return new DistillReport(_options.Output, [], []);
        }

        student ??= NewHead(encoder, tokenizer, prompts);
        student.MaxTokens = _options.MaxTokens;
        student.GroupTokens = _options.BatchTokens;
        int? counted = LexicalStart.Apply(_options, student, _start, texts.Documents, Forward("terms", progress), cancellationToken);
        var late = new LateInteractionStart(_options, texts, tokens, labels, Forward("terms", progress), Forward("center", progress));
        bool hasNewStates = kept.Length < original.Layers || _options.Mix is not null || _options.StateSteps > 0;
        late.Apply(student, _start, hasNewStates, cancellationToken);
        if (_options.Steps > 0)
        {
            TeachRanking(student, tokens, labels!, isWanted, dev, progress, cancellationToken);
            late.CountAgain(student, cancellationToken);
        }

        if (labels is not null)
            Calibrate(student, tokens, labels, cancellationToken);
        IReadOnlyList<double> results = dev.Evaluate(student, cancellationToken);
        (string, double)[] named = [.. dev.Names.Zip(results)];
        LexicalReport? lexical = LexicalStart.Report(student, counted);
        LateInteractionReport? lateInteraction = late.Report(student);
        RerankerFolder.Write(_options.Output, student, _start, ModelCard.Write(_options, texts, labels, lexical, lateInteraction, named));
        return new DistillReport(_options.Output, dev.Names, results) { Lexical = lexical, LateInteraction = lateInteraction };
    }

    void TeachStates(StateTeaching teaching, TrainableEncoder student, TokenizedTexts tokens, DevSets dev, IProgress<DistillProgress>? progress, CancellationToken cancellationToken) => Train(
        "states",
        TrainerOptions("states", _options.StateSteps, _options.StateRate, Path.Combine(_checkpoints, "states")),
        student.Parameters,
        [],
        teaching.Steps(tokens, cancellationToken),
        teaching.Evaluation(dev, cancellationToken),
        Forward("states", progress),
        cancellationToken);

    void TeachRanking(
        TrainableReranker student, TokenizedTexts tokens, LabelledLists labels, Func<int, bool>? isWanted, DevSets dev, IProgress<DistillProgress>? progress,
        CancellationToken cancellationToken)
    {
        using TrainableReranker? teacher = _options.Teacher is { } named ? TrainableReranker.Open(named, _device, _compute) : null;
        if (teacher is not null)
        {
            if (tokens.Samples.FirstOrDefault(text => !teacher.Tokenizer.Tokenize(text).AsSpan().SequenceEqual(student.Tokenizer.Tokenize(text))) is { } different)
            {
                throw new WinnowException(
                    $"{_options.Teacher}: its tokenizer is not the student's (they cut \"{different[..Math.Min(40, different.Length)]}\" differently), so it cannot score the student's batches. "
                    + "Let it write labels beforehand, with winnow label.");
            }

            (teacher.MaxTokens, teacher.GroupTokens) = (_options.MaxTokens, _options.BatchTokens);
        }

        var distillation = new RankDistillation(
            student, tokens.Queries, tokens.Documents, new ListSampler(labels, _options.Queries, _options.Candidates, _options.Seed, isWanted), RankingLosses.Parse(_options.Loss))
        {
            Teacher = teacher,
            TeacherWeight = _options.TeacherWeight,
            Long = _options.LongTokens > 0 ? new LongDocuments(tokens.Documents, _options.LongTokens, _options.Seed) : null,
        };
        student.Encoder.Freeze(_options.FrozenLayers);
        Train(
            "ranking",
            TrainerOptions("ranking", _options.Steps, _options.LearningRate, Path.Combine(_checkpoints, "ranking")),
            student.Parameters,
            student.HeadNames,
            distillation.Compute,
            dev.Names.Count > 0 ? () => dev.Evaluate(student, cancellationToken).Average() : null,
            Forward("ranking", progress),
            cancellationToken);
    }

    Func<int, bool>? Wanted(TrainingTexts texts)
    {
        if (_options.Sources.Count == 0)
            return null;
        string[] known = [.. texts.Sources.Distinct().Order(StringComparer.Ordinal)];
        if (_options.Sources.FirstOrDefault(source => !known.Contains(source)) is { } unknown)
            throw new WinnowException($"No pair comes from a source named '{unknown}'. The pair files have: {string.Join(", ", known)}.");
        return query => _options.Sources.Contains(texts.Sources[query]);
    }

    // Ends with the numbers of the best evaluation in place, or those of the end.
    static void Train(
        string stage, TrainerOptions options, ParameterSet parameters, IReadOnlyList<string> headNames, Func<int, TrainingStep> compute, Func<double>? evaluate, IProgress<StepProgress>? progress,
        CancellationToken cancellationToken)
    {
        const string Best = "best.safetensors";
        using var trainer = new Trainer(options, parameters, headNames);
        trainer.Run(compute, evaluate, () => SafetensorsWriter.Write(Path.Combine(options.Folder!, Best), parameters.Tensors(name => name)), progress, cancellationToken);
        TrainingPlot.Write(options.Folder!, stage);
        using ModelWeights weights = ModelWeights.Open(options.Folder!, Best);
        parameters.Load(weights);
    }

    // On lists of another seed than those of training: of many queries, so mostly others.
    void Calibrate(TrainableReranker student, TokenizedTexts tokens, LabelledLists labels, CancellationToken cancellationToken)
    {
        var sampler = new ListSampler(labels, CalibrationQueries / CalibrationSteps, CalibrationCandidates, _options.Seed + 1);
        List<float> logits = [];
        List<bool> relevant = [];
        for (int step = 0; step < CalibrationSteps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<CandidateList> lists = sampler.Lists(step);
            logits.AddRange(student.ScoreOnly(RankDistillation.Pairs(lists, tokens.Queries, tokens.Documents)));
            relevant.AddRange(lists.SelectMany(list => list.Relevance.Select(grade => grade > 0)));
        }

        (double scale, double shift) = Calibration.Fit(logits, relevant);
        student.Rescale(scale, shift);
    }

    TrainerOptions TrainerOptions(string stage, int steps, double rate, string folder) => new()
    {
        Steps = steps,
        LearningRate = rate,
        HeadRate = _options.HeadRate,
        Average = _options.Average,
        Seed = _options.Seed,
        Folder = folder,
        CheckpointEvery = _options.CheckpointEvery,
        EvaluateEvery = _options.EvaluateEvery,
        Patience = _options.Patience,
        Fingerprint = ((FormattableString)$"{stage} {_options with { Checkpoints = null, Output = "", Pairs = [], Dev = [], Sources = [], Questions = [] }} sources {string.Join(' ', _options.Sources)} questions {string.Join(' ', _options.Questions)} pairs {string.Join(' ', _options.Pairs)} dev {string.Join(' ', _options.Dev)}")
            .ToString(CultureInfo.InvariantCulture),
    };

    int[] Kept(int layers)
    {
        if (_options.Keep is { } list)
            return _options.Layers is null ? LayerChoice.Parse(list, layers) : throw new WinnowException("--keep and --layers both choose layers. Use one of them.");
        return LayerChoice.Spread(_options.Layers ?? layers, layers);
    }

    TrainableReranker? OpenReranker()
    {
        using ModelWeights weights = ModelWeights.Open(_start);
        if (!weights.Contains("classifier.weight") && !weights.Contains("interaction.gate"))
            return null;
        if (_options.Head == HeadKind.None)
            throw new WinnowException($"{_start}: this is a reranker, and without a head an embedder is written. Give an embedder, or leave --head none out.");
        bool isInteraction = weights.Contains("interaction.gate");
        if (!isInteraction && (_options.Keep is not null || _options.Layers is not null))
            throw new WinnowException($"{_start}: this is a reranker whose head reads the first token. Layers can be dropped from an embedder or an interaction head only; give the model it was made of.");
        if (!isInteraction && (_options.Lexical is not null || _options.LateInteraction is not null))
        {
            (string part, string option) = _options.Lexical is not null ? ("the lexical match", "--lexical") : ("late interaction", "--late-interaction");
            throw new WinnowException(
                $"{_start}: this is a reranker whose head reads the first token, and {part} is a part of the interaction head. Give an embedder or a reranker with an interaction head, "
                + $"or leave {option} out.");
        }

        return TrainableReranker.Open(_start, _device, _compute);
    }

    TrainableReranker NewHead(TrainableEncoder encoder, Tokenizer tokenizer, FolderPrompts prompts)
    {
        if (_options.Head == HeadKind.FirstToken)
            return FirstTokenReranker.Create(encoder, tokenizer, _options.Seed);
        int open = _options.OpenLayers ?? encoder.Shape.Layers / 2;
        if (open < 0 || open > encoder.Shape.Layers)
            throw new WinnowException($"{open} layers cannot be opened of {encoder.Shape.Layers}.");
        return InteractionReranker.Create(encoder, tokenizer, open, prompts.Query, prompts.Document, (float)_options.Gate);
    }

    static int[][] Samples(TokenizedTexts tokens, Tokenizer tokenizer, FolderPrompts prompts, int positions)
    {
        int[][] sequences = tokens.WithPrompts(tokenizer, prompts, Math.Min(128, positions)).Sequences;
        int step = Math.Max(1, sequences.Length / SampleTexts);
        return [.. Enumerable.Range(0, Math.Min(SampleTexts, sequences.Length)).Select(i => sequences[i * step]).OrderBy(sequence => sequence.Length)];
    }

    static StepForward? Forward(string stage, IProgress<DistillProgress>? progress) => progress is null ? null : new StepForward(stage, progress);

    sealed class StepForward(string stage, IProgress<DistillProgress> progress) : IProgress<StepProgress>
    {
        public void Report(StepProgress value) => progress.Report(new DistillProgress(stage, value));
    }
}

using System.Diagnostics;
using TorchSharp.Modules;
using Winnow.Training.Modules;
using Winnow.Training.Optimization;
using static TorchSharp.torch;

namespace Winnow.Training.Steps;

/// <summary>Runs steps: gradient, clipping, AdamW, moving average, log, evaluation and checkpoints.</summary>
/// <remarks>
/// What a step sees depends on its number and the seed alone, so a training that was killed and goes on from its checkpoint ends with the same numbers, on the same machine and device.
/// Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019.
/// </remarks>
sealed class Trainer : IDisposable
{
    const int LogEvery = 20, MostSkipped = 10;

    readonly TrainerOptions _options;
    readonly ParameterSet _parameters;
    readonly Parameter[] _all;
    readonly AdamW _optimizer;
    readonly LearningRateSchedule _schedule;
    readonly ParameterAverage? _average;
    readonly double[] _rates;
    int _skipped;

    /// <summary>Prepares a training.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="parameters">What learns.</param>
    /// <param name="headNames">The parameters that learn at the head's rate.</param>
    public Trainer(TrainerOptions options, ParameterSet parameters, IReadOnlyList<string> headNames)
    {
        _options = options;
        _parameters = parameters;
        _all = [.. parameters.All.Where(parameter => parameter.requires_grad)];
        _schedule = new LearningRateSchedule(options.LearningRate, options.Steps) { WarmupFraction = options.WarmUp, Decay = LearningRateDecay.Cosine, FloorFraction = 0.02 };
        List<AdamW.ParamGroup> groups = [];
        List<double> rates = [];
        foreach (bool head in (bool[])[false, true])
        {
            foreach (bool matrix in (bool[])[false, true])
            {
                Parameter[] group = [.. Learning(parameters).Where(name => headNames.Contains(name) == head && Decays(name) == matrix).Select(name => parameters[name])];
                if (group.Length == 0)
                    continue;
                groups.Add(new AdamW.ParamGroup(group, new AdamW.Options { weight_decay = matrix ? options.WeightDecay : 0 }));
                rates.Add(head ? options.HeadRate : 1);
            }
        }

        _rates = [.. rates];
        _optimizer = optim.AdamW(groups, options.LearningRate, weight_decay: 0);
        _average = options.Average > 0 ? new ParameterAverage(Learning(parameters).Select(name => (name, parameters[name])), options.Average) : null;
    }

    /// <summary>Runs all steps, from the checkpoint on where there is one.</summary>
    /// <param name="compute">Computes the loss of a step. It runs in a dispose scope of its own.</param>
    /// <param name="evaluate">Judges the parameters, higher is better, or null. The averaged ones are in place while it runs.</param>
    /// <param name="keep">Keeps the parameters of the best evaluation so far, or of the end where nothing judges.</param>
    /// <param name="progress">Told how far the training is, or null.</param>
    /// <param name="cancellationToken">Stops the training; the last checkpoint stays.</param>
    /// <exception cref="WinnowException">The loss is no longer a number.</exception>
    public void Run(Func<int, TrainingStep> compute, Func<double>? evaluate, Action keep, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        Checkpoint? checkpoint = _options.Folder is { } folder ? new Checkpoint(Directory.CreateDirectory(folder).FullName) : null;
        var state = checkpoint?.Find(_options.Fingerprint) ?? new Checkpoint.State(_options.Fingerprint, 0, 0, 0, null, 0);
        if (state.Step > 0)
            checkpoint!.Load(_parameters, _average?.State, _optimizer);
        using TrainingLog? log = _options.Folder is { } place ? TrainingLog.Open(Path.Combine(place, "log.jsonl"), state.LogLength) : null;
        var watch = Stopwatch.StartNew();
        long tokens = 0;
        int first = state.Step;
        double loss = 0;
        for (int step = first; step < _options.Steps && (_options.Patience == 0 || state.Worse < _options.Patience); step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (double value, long read, double norm) = Step(step, compute, state);
            tokens += read;
            loss = step == first || !double.IsFinite(loss) ? value : double.IsFinite(value) ? (0.98 * loss) + (0.02 * value) : loss;
            int done = step + 1;
            double perSecond = tokens / watch.Elapsed.TotalSeconds;
            progress?.Report(new StepProgress(done, _options.Steps, loss, perSecond));
            if (done % LogEvery == 0 || done == _options.Steps)
                log?.Write(("step", done), ("loss", loss), ("gradient", double.IsFinite(norm) ? norm : -1), ("rate", _schedule.At(step)), ("tokens_per_second", perSecond));
            if (evaluate is not null && (done == _options.Steps || (_options.EvaluateEvery > 0 && done % _options.EvaluateEvery == 0)))
                state = Judge(state, done, evaluate, keep, log);
            if (checkpoint is not null && (done % _options.CheckpointEvery == 0 || done == _options.Steps))
                checkpoint.Save(state = state with { Step = done, LogLength = log!.Length }, _parameters, _average?.State, _optimizer);
        }

        if (evaluate is null)
            WithAverage(keep);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _average?.Dispose();
    }

    static IEnumerable<string> Learning(ParameterSet parameters) => parameters.Names.Where(name => parameters[name].requires_grad);

    // Biases, norms and gates are vectors or small; shrinking them only moves what they centre.
    bool Decays(string name) => _parameters[name].shape.Length == 2 && name.EndsWith(".weight", StringComparison.Ordinal);

    (double Loss, long Tokens, double Norm) Step(int step, Func<int, TrainingStep> compute, Checkpoint.State state)
    {
        random.manual_seed(EpochOrder.Seed(_options.Seed, step));
        int group = 0;
        foreach (var parameters in _optimizer.ParamGroups)
            parameters.LearningRate = _schedule.At(step) * _rates[group++];
        using var scope = NewDisposeScope();
        TrainingStep done = compute(step);
        _optimizer.zero_grad();
        done.Loss.backward();
        double norm = nn.utils.clip_grad_norm_(_all, _options.ClipNorm);
        double loss = done.Loss.to(float32).item<float>();
        // A single gradient that overflows is passed over, as in every training of mixed precision; many in a row mean that the parameters are lost.
        bool finite = double.IsFinite(loss) && double.IsFinite(norm);
        _skipped = finite ? 0 : _skipped + 1;
        if (_skipped > MostSkipped)
        {
            throw new WinnowException(
                $"The loss is no longer a number at step {step + 1} (loss {loss}, gradient {norm}). "
                + (state.Step > 0 ? $"The checkpoint of step {state.Step} is in {_options.Folder}. " : "")
                + "Lower the learning rate, or train in float32.");
        }

        if (finite)
        {
            _optimizer.step();
            _average?.Update();
        }

        _parameters.Forget();
        return (loss, done.Tokens, norm);
    }

    Checkpoint.State Judge(Checkpoint.State state, int done, Func<double> evaluate, Action keep, TrainingLog? log)
    {
        double value = 0;
        WithAverage(() => value = evaluate());
        log?.Write(("step", done), ("evaluation", value));
        if (state.Best is { } best && value <= best)
            return state with { Worse = state.Worse + 1 };
        WithAverage(keep);
        return state with { Best = value, BestStep = done, Worse = 0 };
    }

    void WithAverage(Action work)
    {
        _average?.SwapIn();
        try
        {
            _parameters.Forget();
            work();
        }
        finally
        {
            _average?.SwapOut();
            _parameters.Forget();
        }
    }
}

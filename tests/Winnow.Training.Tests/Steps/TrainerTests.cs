using Winnow.Training.Modules;
using Winnow.Training.Steps;
using Winnow.Training.Tests.Fakes;
using static TorchSharp.torch;

namespace Winnow.Training.Tests.Steps;

public class TrainerTests
{
    const int Size = 6;

    // A matrix that should become the identity, seen through noise that depends on the step alone and some dropout.
    static TrainingStep Fit(ParameterSet parameters)
    {
        Tensor x = randn(16, Size);
        Tensor y = x.matmul(parameters["layer.weight"].t()) + parameters["layer.bias"];
        return new TrainingStep((nn.functional.dropout(y, 0.1, training: true) - x).square().mean(), 16);
    }

    static ParameterSet Start()
    {
        var parameters = new ParameterSet(CPU, ScalarType.Float32);
        parameters.Set("layer.weight", new float[Size * Size], Size, Size);
        parameters.Set("layer.bias", new float[Size], Size);
        return parameters;
    }

    static TrainerOptions Options(TempFolder? folder, int steps = 60) => new()
    {
        Steps = steps,
        LearningRate = 0.05,
        Average = 0.9,
        Folder = folder?.Path,
        CheckpointEvery = 20,
        Fingerprint = "fit",
    };

    static float[] Run(TrainerOptions options, ParameterSet parameters, Func<int, TrainingStep>? compute = null, CancellationToken cancellationToken = default)
    {
        float[] kept = [];
        using var trainer = new Trainer(options, parameters, []);
        trainer.Run(compute ?? (_ => Fit(parameters)), null, () => kept = parameters.Values("layer.weight"), null, cancellationToken);
        return [.. kept, .. parameters.Values("layer.weight"), .. parameters.Values("layer.bias")];
    }

    // The loss in the log is an average that begins anew when a training goes on; which steps stand there must not change.
    static IEnumerable<string> Steps(TempFolder folder) => File.ReadLines(folder.At("log.jsonl")).Select(line => line[..line.IndexOf(',', StringComparison.Ordinal)]);

    [Fact]
    public void Run_SimpleFit_Learns()
    {
        using ParameterSet parameters = Start();

        Run(Options(null, 300), parameters);

        float[] weight = parameters.Values("layer.weight");
        for (int i = 0; i < Size; i++)
            Assert.InRange(weight[(i * Size) + i], 0.6f, 1.2f);
    }

    [Fact]
    public void Run_KilledAndStartedAgain_EndsWithTheSameNumbers()
    {
        using var whole = new TempFolder();
        using var cut = new TempFolder();
        using ParameterSet straight = Start(), killed = Start(), resumed = Start();
        float[] expected = Run(Options(whole), straight);
        using var kill = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => Run(
            Options(cut),
            killed,
            step =>
            {
                if (step == 47)
                    kill.Cancel();
                return Fit(killed);
            },
            kill.Token));
        int first = -1;
        float[] actual = Run(
            Options(cut),
            resumed,
            step =>
            {
                first = first < 0 ? step : first;
                return Fit(resumed);
            });

        Assert.Equal(40, first);
        Assert.Equal(expected, actual);
        Assert.Equal(Steps(whole), Steps(cut));
    }

    [Fact]
    public void Run_LossNoLongerANumber_SaysSoAndKeepsTheLastGoodCheckpoint()
    {
        using var folder = new TempFolder();
        using ParameterSet parameters = Start();

        WinnowException error = Assert.Throws<WinnowException>(() => Run(
            Options(folder), parameters, step => step < 25 ? Fit(parameters) : new TrainingStep(parameters["layer.weight"].sum() * double.NaN, 1)));

        Assert.Contains("no longer a number", error.Message, StringComparison.Ordinal);
        Assert.Contains("checkpoint of step 20", error.Message, StringComparison.Ordinal);
        using ParameterSet again = Start();
        Assert.All(Run(Options(folder), again), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Run_OneGradientOverflows_IsPassedOver()
    {
        using ParameterSet parameters = Start();

        float[] values = Run(Options(null), parameters, step => step == 3 ? new TrainingStep(parameters["layer.weight"].sum() * double.PositiveInfinity, 1) : Fit(parameters));

        Assert.All(values, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Run_CheckpointOfAnotherTraining_Throws()
    {
        using var folder = new TempFolder();
        using ParameterSet parameters = Start();
        Run(Options(folder), parameters);

        WinnowException error = Assert.Throws<WinnowException>(() => Run(Options(folder) with { Fingerprint = "other" }, parameters));

        Assert.Contains("another training", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NoGainForSomeEvaluations_StopsAndKeepsTheBest()
    {
        using ParameterSet parameters = Start();
        using var trainer = new Trainer(Options(null) with { EvaluateEvery = 5, Patience = 2 }, parameters, []);
        var values = new Queue<double>([0.5, 0.7, 0.6, 0.6, 0.9]);
        int kept = 0;

        trainer.Run(_ => Fit(parameters), values.Dequeue, () => kept++, null, TestContext.Current.CancellationToken);

        Assert.Equal(2, kept);
        Assert.Single(values);
    }
}

using System.Diagnostics;
using Winnow.Kernels;
using Winnow.Kernels.Int8;
using Winnow.Threading;

namespace Winnow.Evaluation.Speed.Measures;

/// <summary>The speed of the int8 kernel on a product that stays in the cache: what the processor gives at most.</summary>
static unsafe class Int8PeakMeasurement
{
    const int Rows = 64, Inputs = 384, Outputs = 1536;
    const int LeastRuns = 5;

    static readonly TimeSpan RunTime = TimeSpan.FromMilliseconds(5);

    /// <summary>Measures the best of several short runs, in operations a second; a product and its sum are two.</summary>
    /// <param name="threads">The threads that compute, each the whole product for itself.</param>
    /// <param name="time">How long to try.</param>
    /// <param name="cancellationToken">Stops the measurement.</param>
    public static double Measure(int threads, TimeSpan time, CancellationToken cancellationToken)
    {
        using var memory = new WeightMemory();
        using var rows = new Int8Rows();
        PackedInt8Matrix weights = Fill(memory, rows);
        using var team = new ThreadTeam(threads);
        using var product = new Product(weights, rows, threads);

        var clock = Stopwatch.StartNew();
        team.For(product, threads);
        product.Repetitions = Math.Max(1, (int)(RunTime / Once(product, team)));
        double best = 0;
        for (int run = 0; run < LeastRuns || clock.Elapsed < time; run++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            best = Math.Max(best, 2.0 * Rows * Inputs * Outputs * threads * product.Repetitions / Once(product, team).TotalSeconds);
        }

        return best;
    }

    static TimeSpan Once(Product product, ThreadTeam team)
    {
        long start = Stopwatch.GetTimestamp();
        team.For(product, team.Workers);
        return Stopwatch.GetElapsedTime(start);
    }

    static PackedInt8Matrix Fill(WeightMemory memory, Int8Rows rows)
    {
        var random = new Random(1);
        float[] values = new float[Outputs * Inputs];
        foreach (ref float value in values.AsSpan())
            value = random.NextSingle() - 0.5f;
        var weights = new PackedInt8Matrix(memory, Int8Kernels.Best, Outputs, Inputs, []);
        weights.SetRows(0, values);
        rows.Resize(Rows, Inputs);
        fixed (float* x = values)
            rows.Quantize(0, Rows, x, Inputs);
        return weights;
    }

    sealed class Product(PackedInt8Matrix weights, Int8Rows rows, int threads) : IWork, IDisposable
    {
        readonly AlignedBuffer[] _outputs = [.. Enumerable.Range(0, threads).Select(_ => new AlignedBuffer(Rows * Outputs))];

        public int Repetitions { get; set; } = 1;

        public void Run(int item, int worker)
        {
            for (int i = 0; i < Repetitions; i++)
                Int8Linear.Apply(weights, rows, 0, Rows, _outputs[item].Pointer, Outputs);
        }

        public void Dispose()
        {
            foreach (AlignedBuffer output in _outputs)
                output.Dispose();
        }
    }
}

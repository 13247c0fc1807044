using BenchmarkDotNet.Attributes;
using Winnow.Kernels;
using Winnow.Kernels.MatMul;

namespace Winnow.Benchmarks.Kernels;

/// <summary>One layer's matrix products on one thread, for each kernel. An operation is one multiply-add, so Op/s times two is FLOPS.</summary>
public unsafe class MatMulBenchmark
{
    const int Rows = 64;
    const int Outputs = 1536;
    const int Inputs = 384;

    readonly WeightMemory _memory = new();
    PackedMatrix _weights = null!;
    readonly AlignedBuffer _x = new(Rows * Inputs);
    readonly AlignedBuffer _y = new(Rows * Outputs);

    public static IEnumerable<string> Kernels => MatMulKernels.Available.Select(kernel => kernel.Name);

    [ParamsSource(nameof(Kernels))]
    public string Kernel { get; set; } = "scalar";

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _weights = new PackedMatrix(_memory, MatMulKernels.Choose(Kernel), Outputs, Inputs, []);
        float[] row = new float[Inputs];
        for (int i = 0; i < Outputs; i++)
        {
            Fill(row, random);
            _weights.SetRows(i, row);
        }

        Fill(_x.Span(0, Rows * Inputs), random);
    }

    [Benchmark(OperationsPerInvoke = Rows * Outputs * Inputs)]
    public void Apply() => Linear.Apply(_weights, Rows, _x.Pointer, Inputs, _y.Pointer, Outputs);

    static void Fill(Span<float> values, Random random)
    {
        foreach (ref float value in values)
            value = random.NextSingle() - 0.5f;
    }
}

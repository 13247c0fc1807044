using BenchmarkDotNet.Attributes;
using Winnow.Kernels;
using Winnow.Kernels.BFloat16;
using Winnow.Kernels.MatMul;

namespace Winnow.Benchmarks.Kernels;

/// <summary>One layer's matrix products on one thread, for each bfloat16 kernel beside the best float32 kernel. An operation is one multiply-add, so Op/s times two is FLOPS.</summary>
public unsafe class BFloat16Benchmark
{
    const int Rows = 64;
    const int Outputs = 1536;
    const int Inputs = 384;

    readonly WeightMemory _memory = new();
    readonly AlignedBuffer _x = new(Rows * Inputs);
    readonly AlignedBuffer _y = new(Rows * Outputs);
    readonly BFloat16Rows _rows = new();
    PackedMatrix _float32 = null!;
    PackedBFloat16Matrix _weights = null!;

    public static IEnumerable<string> Kernels => BFloat16Kernels.Available.Select(kernel => kernel.Name);

    [ParamsSource(nameof(Kernels))]
    public string Kernel { get; set; } = "scalar";

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _float32 = new PackedMatrix(_memory, MatMulKernels.Best, Outputs, Inputs, []);
        _weights = new PackedBFloat16Matrix(_memory, BFloat16Kernels.Choose(Kernel), Outputs, Inputs, []);
        float[] row = new float[Inputs];
        for (int i = 0; i < Outputs; i++)
        {
            Fill(row, random);
            _float32.SetRows(i, row);
            _weights.SetRows(i, row);
        }

        Fill(_x.Span(0, Rows * Inputs), random);
        _rows.Resize(Rows, Inputs);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Rows * Outputs * Inputs)]
    public void Float32() => Linear.Apply(_float32, Rows, _x.Pointer, Inputs, _y.Pointer, Outputs);

    /// <summary>With the rounding of the rows.</summary>
    [Benchmark(OperationsPerInvoke = Rows * Outputs * Inputs)]
    public void BFloat16()
    {
        _rows.Round(0, Rows, _x.Pointer, Inputs);
        BFloat16Linear.Apply(_weights, _rows, 0, Rows, _y.Pointer, Outputs);
    }

    static void Fill(Span<float> values, Random random)
    {
        foreach (ref float value in values)
            value = random.NextSingle() - 0.5f;
    }
}

using Winnow.Kernels;
using Winnow.Kernels.Elementwise;
using Winnow.Kernels.MatMul;

namespace Winnow.Tests.Kernels.MatMul;

/// <summary>Every kernel that runs here against plain sums in double precision, over shapes around its tiles, with canaries around the result.</summary>
public unsafe class LinearTests
{
    const float Canary = 12345.5f;

    static readonly int[] Rows = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31];
    static readonly int[] Outputs = [1, 2, 7, 8, 11, 12, 13, 16, 17, 23, 24, 25, 31, 32, 33, 47, 48, 49, 95, 96, 100, 145];
    static readonly int[] Inputs = [1, 2, 3, 16, 17, 63, 257];

    public static TheoryData<string> Kernels => [.. MatMulKernels.Available.Select(kernel => kernel.Name)];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Apply_EveryShape_EqualsPlainSums(string name)
    {
        var random = new Random(7);
        foreach (int inputs in Inputs)
        {
            foreach (int outputs in Outputs)
            {
                float[] w = Values(random, outputs * inputs), bias = Values(random, outputs);
                using var memory = new WeightMemory();
                PackedMatrix packed = Pack(memory, MatMulKernels.Choose(name), w, bias, outputs, inputs);
                foreach (int rows in Rows)
                {
                    float[] x = Values(random, rows * inputs);
                    float[] y = Apply(packed, x, rows);
                    for (int row = 0; row < rows; row++)
                    {
                        for (int output = 0; output < outputs; output++)
                        {
                            (double expected, double bound) = Expected(w, bias, x, row, output, inputs);
                            Assert.True(Math.Abs(expected - y[row * outputs + output]) <= bound, $"{name}: {rows} x {outputs} x {inputs}, row {row}, output {output}");
                        }
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Apply_OneRowOfMany_SameBitsAsAlone(string name)
    {
        var random = new Random(8);
        const int rows = 37, outputs = 101, inputs = 130;
        using var memory = new WeightMemory();
        PackedMatrix packed = Pack(memory, MatMulKernels.Choose(name), Values(random, outputs * inputs), Values(random, outputs), outputs, inputs);
        float[] x = Values(random, rows * inputs);
        float[] together = Apply(packed, x, rows);
        for (int row = 0; row < rows; row++)
            Assert.Equal(together[(row * outputs)..((row + 1) * outputs)], Apply(packed, x[(row * inputs)..((row + 1) * inputs)], 1));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void ApplyGated_OddWidths_EqualsTwoProducts(string name)
    {
        var random = new Random(9);
        foreach (int outputs in (int[])[1, 13, 48, 61])
        {
            const int rows = 11, inputs = 29;
            using var memory = new WeightMemory();
            MatMulKernel kernel = MatMulKernels.Choose(name);
            PackedMatrix gate = Pack(memory, kernel, Values(random, outputs * inputs), Values(random, outputs), outputs, inputs);
            PackedMatrix value = Pack(memory, kernel, Values(random, outputs * inputs), Values(random, outputs), outputs, inputs);
            float[] x = Values(random, rows * inputs), gates = Apply(gate, x, rows), values = Apply(value, x, rows);
            Activations.Apply(Activation.Gelu, gates);
            float[] y = new float[rows * outputs];
            fixed (float* px = x, py = y)
                Linear.ApplyGated(gate, value, rows, px, inputs, py, outputs, Activation.Gelu);
            for (int i = 0; i < y.Length; i++)
                Assert.Equal(gates[i] * values[i], y[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Apply_SomePanels_LeavesTheOthers(string name)
    {
        MatMulKernel kernel = MatMulKernels.Choose(name);
        var random = new Random(10);
        int width = kernel.PanelColumns, outputs = 3 * width + 1;
        using var memory = new WeightMemory();
        PackedMatrix packed = Pack(memory, kernel, Values(random, outputs * 5), [], outputs, 5);
        float[] x = Values(random, 2 * 5), all = Apply(packed, x, 2), some = [.. Enumerable.Repeat(Canary, 2 * outputs)];
        fixed (float* px = x, py = some)
            Linear.Apply(packed, 1, 3, 2, px, 5, py, outputs);
        for (int i = 0; i < some.Length; i++)
        {
            int column = i % outputs;
            Assert.Equal(column >= width && column < 3 * width ? all[i] : Canary, some[i]);
        }
    }

    [Fact]
    public void Choose_UnknownName_NamesThoseAvailable()
    {
        var error = Assert.Throws<WinnowException>(() => MatMulKernels.Choose("mmx"));
        Assert.StartsWith("WINNOW_KERNEL=mmx: no such kernel on this machine. Unset the variable or use one of: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("scalar", error.Message, StringComparison.Ordinal);
    }

    static float[] Values(Random random, int count)
    {
        var values = new float[count];
        foreach (ref float value in values.AsSpan())
            value = (random.NextSingle() - 0.5f) * 4;
        return values;
    }

    static PackedMatrix Pack(WeightMemory memory, MatMulKernel kernel, float[] w, float[] bias, int outputs, int inputs)
    {
        var packed = new PackedMatrix(memory, kernel, outputs, inputs, bias);
        // In uneven pieces, as a loader might bring them.
        int first = outputs / 3;
        packed.SetRows(0, w.AsSpan(0, first * inputs));
        packed.SetRows(first, w.AsSpan(first * inputs));
        return packed;
    }

    static float[] Apply(PackedMatrix packed, float[] x, int rows)
    {
        // What lies around the result must stay: a kernel works in whole vectors, but never stores beyond a row.
        const int margin = 64;
        float[] y = [.. Enumerable.Repeat(Canary, rows * packed.Outputs + 2 * margin)];
        fixed (float* px = x, py = y)
            Linear.Apply(packed, rows, px, packed.Inputs, py + margin, packed.Outputs);
        Assert.All(y[..margin].Concat(y[^margin..]), value => Assert.Equal(Canary, value));
        return y[margin..^margin];
    }

    // The bound of a sum of n products in float32: n ulps of the sum of magnitudes.
    static (double Expected, double Bound) Expected(float[] w, float[] bias, float[] x, int row, int output, int inputs)
    {
        double sum = bias.Length == 0 ? 0 : bias[output], magnitude = Math.Abs(sum);
        for (int i = 0; i < inputs; i++)
        {
            double product = (double)x[row * inputs + i] * w[output * inputs + i];
            sum += product;
            magnitude += Math.Abs(product);
        }

        return (sum, magnitude * (inputs + 1) * Math.Pow(2, -24));
    }
}

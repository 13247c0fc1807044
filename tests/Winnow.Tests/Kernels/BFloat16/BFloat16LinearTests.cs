using Winnow.Kernels;
using Winnow.Kernels.BFloat16;
using Winnow.Kernels.Elementwise;
using Winnow.Kernels.MatMul;

namespace Winnow.Tests.Kernels.BFloat16;

/// <summary>Whole layers on every kernel that runs here, against products of the rounded values in double precision.</summary>
public unsafe class BFloat16LinearTests
{
    const float Canary = 12345.5f;

    static readonly int[] Rows = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17];
    static readonly int[] Outputs = [1, 2, 7, 8, 15, 16, 17, 23, 24, 25, 31, 32, 33, 47, 48, 49, 95, 96, 100];
    static readonly int[] Inputs = [1, 2, 3, 4, 5, 31, 32, 33, 63, 64, 65, 257];

    public static TheoryData<string> Kernels => BFloat16KernelTests.Kernels;

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Apply_EveryShape_EqualsProductOfRoundedValues(string name)
    {
        var random = new Random(71);
        foreach (int inputs in Inputs)
        {
            foreach (int outputs in Outputs)
            {
                float[] w = Values(random, outputs * inputs), bias = Values(random, outputs);
                using var memory = new WeightMemory();
                PackedBFloat16Matrix packed = Pack(memory, BFloat16Kernels.Choose(name), w, bias, outputs, inputs);
                foreach (int rows in Rows)
                {
                    float[] x = Values(random, rows * inputs), y = Apply(packed, x, rows);
                    for (int i = 0; i < y.Length; i++)
                    {
                        (int row, int output) = Math.DivRem(i, outputs);
                        double sum = bias[output], magnitude = Math.Abs(sum);
                        for (int k = 0; k < inputs; k++)
                        {
                            double product = Rounded(x[row * inputs + k]) * (double)Rounded(w[output * inputs + k]);
                            sum += product;
                            magnitude += Math.Abs(product);
                        }

                        // One rounding of float32 an addition.
                        if (Math.Abs(sum - y[i]) > magnitude * inputs * Math.Pow(2, -24))
                            Assert.Fail($"{name}: {rows} x {outputs} x {inputs}, row {row}, output {output}");
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Apply_OneRowOfMany_SameBitsAsAloneAndAsScalar(string name)
    {
        var random = new Random(72);
        const int rows = 37, outputs = 101, inputs = 130;
        float[] w = Values(random, outputs * inputs), bias = Values(random, outputs), x = Values(random, rows * inputs);
        using var memory = new WeightMemory();
        PackedBFloat16Matrix packed = Pack(memory, BFloat16Kernels.Choose(name), w, bias, outputs, inputs);
        float[] together = Apply(packed, x, rows);
        for (int row = 0; row < rows; row++)
            Assert.Equal(together[(row * outputs)..((row + 1) * outputs)], Apply(packed, x[(row * inputs)..((row + 1) * inputs)], 1));
        Assert.Equal(Apply(Pack(memory, new BFloat16Scalar(), w, bias, outputs, inputs), x, rows), together);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Apply_Activation_SameAsAfterwards(string name)
    {
        var random = new Random(73);
        const int rows = 19, outputs = 61, inputs = 40;
        float[] x = Values(random, rows * inputs);
        using var memory = new WeightMemory();
        PackedBFloat16Matrix packed = Pack(memory, BFloat16Kernels.Choose(name), Values(random, outputs * inputs), [], outputs, inputs);
        float[] expected = Apply(packed, x, rows);
        Activations.Apply(Activation.Gelu, expected);
        Assert.Equal(expected, Apply(packed, x, rows, Activation.Gelu));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void ApplyGated_OddWidths_EqualsTwoProducts(string name)
    {
        var random = new Random(74);
        BFloat16Kernel kernel = BFloat16Kernels.Choose(name);
        foreach (int outputs in (int[])[1, 13, 48, 61])
        {
            const int rows = 11, inputs = 29;
            using var memory = new WeightMemory();
            PackedBFloat16Matrix gate = Pack(memory, kernel, Values(random, outputs * inputs), Values(random, outputs), outputs, inputs);
            PackedBFloat16Matrix value = Pack(memory, kernel, Values(random, outputs * inputs), Values(random, outputs), outputs, inputs);
            float[] x = Values(random, rows * inputs), gates = Apply(gate, x, rows, Activation.Gelu), values = Apply(value, x, rows);
            float[] y = new float[rows * outputs];
            using BFloat16Rows rounded = Round(x, rows, inputs);
            fixed (float* py = y)
                BFloat16Linear.ApplyGated(gate, value, rounded, 0, rows, py, outputs, Activation.Gelu);
            for (int i = 0; i < y.Length; i++)
                Assert.Equal(gates[i] * values[i], y[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Apply_SomeRows_LeavesTheOthers(string name)
    {
        var random = new Random(75);
        const int outputs = 50, inputs = 5;
        using var memory = new WeightMemory();
        PackedBFloat16Matrix packed = Pack(memory, BFloat16Kernels.Choose(name), Values(random, outputs * inputs), [], outputs, inputs);
        float[] x = Values(random, 4 * inputs), all = Apply(packed, x, 4), some = [.. Enumerable.Repeat(Canary, 4 * outputs)];
        using BFloat16Rows rounded = Round(x, 4, inputs);
        fixed (float* py = some)
            BFloat16Linear.Apply(packed, rounded, 1, 2, py + outputs, outputs);
        for (int i = 0; i < some.Length; i++)
            Assert.Equal(i / outputs is 1 or 2 ? all[i] : Canary, some[i]);
    }

    [Fact]
    public void PackedBFloat16Matrix_EvenInputs_TakesHalfTheRoomOfFloat32()
    {
        using var memory = new WeightMemory();
        foreach (BFloat16Kernel kernel in BFloat16Kernels.Available)
        {
            MatMulKernel? single = MatMulKernels.Available.FirstOrDefault(other => other.PanelColumns == kernel.PanelColumns);
            if (single is null)
                continue;
            var half = new PackedBFloat16Matrix(memory, kernel, 100, 384, []);
            var whole = new PackedMatrix(memory, single, 100, 384, []);
            Assert.Equal(whole.Panels, half.Panels);
            Assert.Equal((byte*)whole.Panel(1) - (byte*)whole.Panel(0), 2 * ((byte*)half.Panel(1) - (byte*)half.Panel(0)));
        }
    }

    static float Rounded(float x) => BFloat16Rounding.Widen(BFloat16Rounding.Round(x));

    static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) * 4)];

    static PackedBFloat16Matrix Pack(WeightMemory memory, BFloat16Kernel kernel, float[] w, float[] bias, int outputs, int inputs)
    {
        var packed = new PackedBFloat16Matrix(memory, kernel, outputs, inputs, bias);
        // In uneven pieces, as a loader might bring them.
        int first = outputs / 3;
        packed.SetRows(0, w.AsSpan(0, first * inputs));
        packed.SetRows(first, w.AsSpan(first * inputs));
        return packed;
    }

    static BFloat16Rows Round(float[] x, int rows, int inputs)
    {
        var rounded = new BFloat16Rows();
        rounded.Resize(rows, inputs);
        fixed (float* px = x)
            rounded.Round(0, rows, px, inputs);
        return rounded;
    }

    static float[] Apply(PackedBFloat16Matrix packed, float[] x, int rows, Activation activation = Activation.Identity)
    {
        // What lies around the result must stay: a kernel works in whole vectors, but never stores beyond a row.
        const int margin = 64;
        float[] y = [.. Enumerable.Repeat(Canary, rows * packed.Outputs + 2 * margin)];
        using BFloat16Rows rounded = Round(x, rows, packed.Inputs);
        fixed (float* py = y)
            BFloat16Linear.Apply(packed, rounded, 0, rows, py + margin, packed.Outputs, activation);
        Assert.All(y[..margin].Concat(y[^margin..]), value => Assert.Equal(Canary, value));
        return y[margin..^margin];
    }
}

using Winnow.Kernels;
using Winnow.Kernels.Elementwise;
using Winnow.Kernels.Int8;

namespace Winnow.Tests.Kernels.Int8;

/// <summary>Whole layers on every kernel that runs here, against products of the dequantized values in double precision.</summary>
public unsafe class Int8LinearTests
{
    const float Canary = 12345.5f;

    static readonly int[] Rows = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17];
    static readonly int[] Outputs = [1, 2, 7, 8, 15, 16, 17, 23, 24, 25, 31, 32, 33, 47, 48, 49, 95, 96, 100];
    static readonly int[] Inputs = [1, 2, 3, 4, 5, 16, 63, 64, 65, 257];

    public static TheoryData<string> Kernels => Int8KernelTests.Kernels;

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Apply_EveryShape_EqualsDequantizedProduct(string name)
    {
        var random = new Random(31);
        foreach (int inputs in Inputs)
        {
            foreach (int outputs in Outputs)
            {
                float[] w = Values(random, outputs * inputs), bias = Values(random, outputs);
                using var memory = new WeightMemory();
                PackedInt8Matrix packed = Pack(memory, Int8Kernels.Choose(name), w, bias, outputs, inputs);
                (float[] wScales, int[] wSteps) = Steps(w, outputs, inputs);
                foreach (int rows in Rows)
                {
                    float[] x = Values(random, rows * inputs);
                    float[] y = Apply(packed, x, rows);
                    (float[] xScales, float[] xCenters, int[] xSteps) = CenteredSteps(x, rows, inputs);
                    for (int row = 0; row < rows; row++)
                    {
                        for (int output = 0; output < outputs; output++)
                        {
                            double product = 0, weights = 0;
                            for (int i = 0; i < inputs; i++)
                            {
                                product += xSteps[row * inputs + i] * (double)xScales[row] * wSteps[output * inputs + i] * wScales[output];
                                weights += wSteps[output * inputs + i] * (double)wScales[output];
                            }

                            // Sums are exact; their conversions and scales, and the sums with the bias and with the center's part, round once each.
                            double center = weights * xCenters[row];
                            double bound = (Math.Abs(product) + Math.Abs(center) + Math.Abs(bias[output])) * 5 * Math.Pow(2, -24);
                            if (Math.Abs(product + center + bias[output] - y[row * outputs + output]) > bound)
                                Assert.Fail($"{name}: {rows} x {outputs} x {inputs}, row {row}, output {output}");
                        }
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Apply_OneRowOfMany_SameBitsAsAloneAndAsScalar(string name)
    {
        var random = new Random(32);
        const int rows = 37, outputs = 101, inputs = 130;
        float[] w = Values(random, outputs * inputs), bias = Values(random, outputs), x = Values(random, rows * inputs);
        using var memory = new WeightMemory();
        PackedInt8Matrix packed = Pack(memory, Int8Kernels.Choose(name), w, bias, outputs, inputs);
        float[] together = Apply(packed, x, rows);
        for (int row = 0; row < rows; row++)
            Assert.Equal(together[(row * outputs)..((row + 1) * outputs)], Apply(packed, x[(row * inputs)..((row + 1) * inputs)], 1));
        Assert.Equal(Apply(Pack(memory, new Int8Scalar(), w, bias, outputs, inputs), x, rows), together);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Apply_StoredInt8Rows_SameAsFloatRowsOfTheirSteps(string name)
    {
        var random = new Random(33);
        const int rows = 5, outputs = 50, inputs = 67;
        float[] w = Values(random, outputs * inputs), x = Values(random, rows * inputs);
        (float[] scales, int[] steps) = Steps(w, outputs, inputs);
        using var memory = new WeightMemory();
        var stored = new PackedInt8Matrix(memory, Int8Kernels.Choose(name), outputs, inputs, []);
        stored.SetRows(0, [.. steps.Select(step => (sbyte)step)], scales);
        Assert.Equal(Apply(Pack(memory, Int8Kernels.Choose(name), w, [], outputs, inputs), x, rows), Apply(stored, x, rows));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Apply_Activation_SameAsAfterwards(string name)
    {
        var random = new Random(34);
        const int rows = 19, outputs = 61, inputs = 40;
        float[] x = Values(random, rows * inputs);
        using var memory = new WeightMemory();
        PackedInt8Matrix packed = Pack(memory, Int8Kernels.Choose(name), Values(random, outputs * inputs), [], outputs, inputs);
        float[] expected = Apply(packed, x, rows);
        Activations.Apply(Activation.Gelu, expected);
        Assert.Equal(expected, Apply(packed, x, rows, Activation.Gelu));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void ApplyGated_OddWidths_EqualsTwoProducts(string name)
    {
        var random = new Random(35);
        Int8Kernel kernel = Int8Kernels.Choose(name);
        foreach (int outputs in (int[])[1, 13, 48, 61])
        {
            const int rows = 11, inputs = 29;
            using var memory = new WeightMemory();
            PackedInt8Matrix gate = Pack(memory, kernel, Values(random, outputs * inputs), Values(random, outputs), outputs, inputs);
            PackedInt8Matrix value = Pack(memory, kernel, Values(random, outputs * inputs), Values(random, outputs), outputs, inputs);
            float[] x = Values(random, rows * inputs), gates = Apply(gate, x, rows, Activation.Gelu), values = Apply(value, x, rows);
            float[] y = new float[rows * outputs];
            using Int8Rows quantized = Quantize(x, rows, inputs);
            fixed (float* py = y)
                Int8Linear.ApplyGated(gate, value, quantized, 0, rows, py, outputs, Activation.Gelu);
            for (int i = 0; i < y.Length; i++)
                Assert.Equal(gates[i] * values[i], y[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Apply_SomePanelsAndRows_LeavesTheOthers(string name)
    {
        Int8Kernel kernel = Int8Kernels.Choose(name);
        var random = new Random(36);
        int width = kernel.PanelColumns, outputs = 3 * width + 1;
        using var memory = new WeightMemory();
        PackedInt8Matrix packed = Pack(memory, kernel, Values(random, outputs * 5), [], outputs, 5);
        float[] x = Values(random, 4 * 5), all = Apply(packed, x, 4), some = [.. Enumerable.Repeat(Canary, 4 * outputs)];
        using Int8Rows quantized = Quantize(x, 4, 5);
        fixed (float* py = some)
            Int8Linear.Apply(packed, 1, 3, quantized, 1, 2, py + outputs, outputs);
        for (int i = 0; i < some.Length; i++)
        {
            int row = i / outputs, column = i % outputs;
            Assert.Equal(row is 1 or 2 && column >= width && column < 3 * width ? all[i] : Canary, some[i]);
        }
    }

    [Fact]
    public void PackedInt8Matrix_TooManyInputs_Throws()
    {
        using var memory = new WeightMemory();
        Assert.Throws<ArgumentOutOfRangeException>(() => new PackedInt8Matrix(memory, new Int8Scalar(), 1, Int8Kernel.MaxInputs + 1, []));
    }

    static float[] Values(Random random, int count)
    {
        var values = new float[count];
        foreach (ref float value in values.AsSpan())
            value = (random.NextSingle() - 0.5f) * 4;
        return values;
    }

    // The definition: one center and one scale a row, the elements in steps of it from the center, by the same float operations.
    static (float[] Scales, float[] Centers, int[] Steps) CenteredSteps(float[] x, int rows, int inputs)
    {
        float[] scales = new float[rows], centers = new float[rows];
        int[] steps = new int[rows * inputs];
        for (int row = 0; row < rows; row++)
        {
            float[] elements = x[(row * inputs)..((row + 1) * inputs)];
            float low = elements.Min(), high = elements.Max(), center = 0.5f * low + 0.5f * high, reach = MathF.Max(high - center, center - low);
            (scales[row], centers[row]) = (reach / 127, center);
            for (int i = 0; i < inputs && reach > 0; i++)
                steps[row * inputs + i] = (int)MathF.Round((elements[i] - center) * (127 / reach));
        }

        return (scales, centers, steps);
    }

    // The same for weights, around zero.
    static (float[] Scales, int[] Steps) Steps(float[] x, int rows, int inputs)
    {
        float[] scales = new float[rows];
        int[] steps = new int[rows * inputs];
        for (int row = 0; row < rows; row++)
        {
            float max = x.AsSpan(row * inputs, inputs).ToArray().Max(MathF.Abs);
            scales[row] = max / 127;
            for (int i = row * inputs; i < (row + 1) * inputs; i++)
                steps[i] = (int)MathF.Round(x[i] * (127 / max));
        }

        return (scales, steps);
    }

    static PackedInt8Matrix Pack(WeightMemory memory, Int8Kernel kernel, float[] w, float[] bias, int outputs, int inputs)
    {
        var packed = new PackedInt8Matrix(memory, kernel, outputs, inputs, bias);
        // In uneven pieces, as a loader might bring them.
        int first = outputs / 3;
        packed.SetRows(0, w.AsSpan(0, first * inputs));
        packed.SetRows(first, w.AsSpan(first * inputs));
        return packed;
    }

    static Int8Rows Quantize(float[] x, int rows, int inputs)
    {
        var quantized = new Int8Rows();
        quantized.Resize(rows, inputs);
        fixed (float* px = x)
            quantized.Quantize(0, rows, px, inputs);
        return quantized;
    }

    static float[] Apply(PackedInt8Matrix packed, float[] x, int rows, Activation activation = Activation.Identity)
    {
        // What lies around the result must stay: a kernel works in whole vectors, but never stores beyond a row.
        const int margin = 64;
        float[] y = [.. Enumerable.Repeat(Canary, rows * packed.Outputs + 2 * margin)];
        using Int8Rows quantized = Quantize(x, rows, packed.Inputs);
        fixed (float* py = y)
            Int8Linear.Apply(packed, quantized, 0, rows, py + margin, packed.Outputs, activation);
        Assert.All(y[..margin].Concat(y[^margin..]), value => Assert.Equal(Canary, value));
        return y[margin..^margin];
    }
}

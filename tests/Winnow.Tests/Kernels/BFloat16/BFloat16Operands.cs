using Winnow.Kernels;
using Winnow.Kernels.BFloat16;
using Winnow.Kernels.DotProducts;

namespace Winnow.Tests.Kernels.BFloat16;

/// <summary>Rows of bfloat16 numbers on both sides, biases, and their sums by a plain loop: the expected value of every kernel.</summary>
sealed unsafe class BFloat16Operands
{
    readonly float[] _a;
    readonly float[] _b;
    readonly float[] _bias;

    /// <param name="rows">Rows of A.</param>
    /// <param name="outputs">Rows of W.</param>
    /// <param name="inputs">The length of both.</param>
    /// <param name="nextA">Gives the elements of A, to be rounded.</param>
    /// <param name="nextW">Gives the elements of W and the biases; the first are rounded.</param>
    public BFloat16Operands(int rows, int outputs, int inputs, Func<float> nextA, Func<float> nextW)
    {
        (Rows, Outputs, Inputs) = (rows, outputs, inputs);
        _a = [.. Enumerable.Range(0, rows * inputs).Select(_ => Rounded(nextA()))];
        _b = [.. Enumerable.Range(0, outputs * inputs).Select(_ => Rounded(nextW()))];
        _bias = [.. Enumerable.Range(0, outputs).Select(_ => nextW())];
        Sums = new int[rows * outputs];
        for (int row = 0; row < rows; row++)
        {
            for (int output = 0; output < outputs; output++)
                Sums[row * outputs + output] = BitConverter.SingleToInt32Bits(Sum(row, output));
        }
    }

    public int Rows { get; }

    public int Outputs { get; }

    public int Inputs { get; }

    /// <summary>Gets the bits of the sums in the order that the kernels promise, row by row.</summary>
    public int[] Sums { get; }

    /// <summary>Random operands of both signs, of magnitudes from 2^-10 to 2^2.</summary>
    public static BFloat16Operands Random(Random random, int rows, int outputs, int inputs)
    {
        return new(rows, outputs, inputs, Next, Next);

        float Next() => (random.NextSingle() - 0.5f) * MathF.ScaleB(1, random.Next(-8, 4));
    }

    /// <summary>Gets an element in double precision, and the sum of the magnitudes of its parts.</summary>
    public (double Sum, double Magnitude) Exact(int row, int output)
    {
        double sum = _bias[output], magnitude = Math.Abs(sum);
        for (int i = 0; i < Inputs; i++)
        {
            double product = (double)_a[row * Inputs + i] * _b[output * Inputs + i];
            sum += product;
            magnitude += Math.Abs(product);
        }

        return (sum, magnitude);
    }

    /// <summary>Makes the tile of the first panel, all but the place of its result.</summary>
    public DotTile Tile(WeightMemory memory, BFloat16Kernel kernel)
    {
        DotTile tile = default;
        var packed = new PackedBFloat16Matrix(memory, kernel, Outputs, Inputs, _bias);
        // In uneven pieces, as a loader might bring them.
        int first = Outputs / 3;
        packed.SetRows(0, _b.AsSpan(0, first * Inputs));
        packed.SetRows(first, _b.AsSpan(first * Inputs));
        packed.SetPanel(0, &tile);
        // Kernels read whole groups, the last filled up with zero.
        int stride = packed.Groups * BFloat16Kernel.GroupSize;
        tile.A = (byte*)memory.Take((long)Rows * packed.Groups);
        tile.AStride = stride * sizeof(ushort);
        new Span<ushort>(tile.A, Rows * stride).Clear();
        for (int i = 0; i < _a.Length; i++)
            ((ushort*)tile.A)[i / Inputs * stride + i % Inputs] = BFloat16Rounding.Round(_a[i]);
        return tile;
    }

    static float Rounded(float x) => BFloat16Rounding.Widen(BFloat16Rounding.Round(x));

    float Sum(int row, int output)
    {
        float sum = _bias[output];
        for (int i = 0; i < Inputs; i += 2)
        {
            if (i + 1 < Inputs)
                sum = MathF.FusedMultiplyAdd(_a[row * Inputs + i + 1], _b[output * Inputs + i + 1], sum);
            sum = MathF.FusedMultiplyAdd(_a[row * Inputs + i], _b[output * Inputs + i], sum);
        }

        return sum;
    }
}

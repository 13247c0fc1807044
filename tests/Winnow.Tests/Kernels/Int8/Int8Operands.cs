using Winnow.Kernels;
using Winnow.Kernels.DotProducts;
using Winnow.Kernels.Int8;

namespace Winnow.Tests.Kernels.Int8;

/// <summary>Bytes, weights and their sums by a plain double loop: the expected value of every kernel.</summary>
sealed unsafe class Int8Operands
{
    public Int8Operands(int rows, int outputs, int inputs, Func<byte> nextByte, Func<sbyte> nextWeight)
    {
        (Rows, Outputs, Inputs) = (rows, outputs, inputs);
        A = new byte[rows * inputs];
        foreach (ref byte value in A.AsSpan())
            value = nextByte();
        W = new sbyte[outputs * inputs];
        foreach (ref sbyte value in W.AsSpan())
            value = nextWeight();
        Sums = new int[rows * outputs];
        for (int row = 0; row < rows; row++)
        {
            for (int output = 0; output < outputs; output++)
            {
                int sum = 0;
                for (int i = 0; i < inputs; i++)
                    sum += (A[row * inputs + i] - 128) * W[output * inputs + i];
                Sums[row * outputs + output] = sum;
            }
        }
    }

    public int Rows { get; }

    public int Outputs { get; }

    public int Inputs { get; }

    /// <summary>Gets rows of q + 128.</summary>
    public byte[] A { get; }

    /// <summary>Gets rows of weights, one an output.</summary>
    public sbyte[] W { get; }

    /// <summary>Gets the sums of q * w, row by row.</summary>
    public int[] Sums { get; }

    /// <summary>Random operands that reach both ends of their ranges.</summary>
    public static Int8Operands Random(Random random, int rows, int outputs, int inputs) =>
        new(rows, outputs, inputs, () => (byte)random.Next(1, 256), () => (sbyte)random.Next(-127, 128));

    /// <summary>Packs the weights, each with the scale 1 / (1 + its place).</summary>
    public PackedInt8Matrix Pack(WeightMemory memory, Int8Kernel kernel, float[]? bias = null)
    {
        var packed = new PackedInt8Matrix(memory, kernel, Outputs, Inputs, bias);
        float[] scales = [.. Enumerable.Range(0, Outputs).Select(output => 1f / (1 + output))];
        // In uneven pieces, as a loader might bring them.
        int first = Outputs / 3;
        packed.SetRows(0, W.AsSpan(0, first * Inputs), scales.AsSpan(0, first));
        packed.SetRows(first, W.AsSpan(first * Inputs), scales.AsSpan(first));
        return packed;
    }

    /// <summary>Makes the tile of the first panel, all but the place of its result, with another scale for every row and column, and another center for every row.</summary>
    public DotTile Tile(WeightMemory memory, Int8Kernel kernel, float[]? bias = null)
    {
        DotTile tile;
        PackedInt8Matrix packed = Pack(memory, kernel, bias);
        packed.SetPanel(0, &tile);
        // Kernels read whole groups, the last filled up with the byte of zero.
        int stride = packed.Groups * Int8Kernel.GroupSize;
        tile.A = (byte*)memory.Take((long)Rows * packed.Groups);
        tile.AStride = stride;
        new Span<byte>(tile.A, Rows * stride).Fill(128);
        tile.RowScales = memory.Take(Rows);
        tile.RowCenters = memory.Take(Rows);
        for (int row = 0; row < Rows; row++)
        {
            A.AsSpan(row * Inputs, Inputs).CopyTo(new Span<byte>(tile.A + row * stride, Inputs));
            tile.RowScales[row] = 1f / (3 + row);
            tile.RowCenters[row] = row - 1.7f;
        }

        return tile;
    }
}

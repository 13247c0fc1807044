using Winnow.Kernels;
using Winnow.Kernels.DotProducts;
using Winnow.Kernels.Int16;

namespace Winnow.Tests.Kernels.Int16;

/// <summary>Rows of 16-bit integers on both sides and their sums by a plain double loop: the expected value of every kernel.</summary>
sealed unsafe class Int16Operands
{
    readonly int _rows;
    readonly int _outputs;
    readonly int _inputs;
    readonly short[] _a;
    readonly short[] _b;

    public Int16Operands(int rows, int outputs, int inputs, Func<short> nextA, Func<short> nextB)
    {
        (_rows, _outputs, _inputs) = (rows, outputs, inputs);
        _a = new short[rows * inputs];
        foreach (ref short value in _a.AsSpan())
            value = nextA();
        _b = new short[outputs * inputs];
        foreach (ref short value in _b.AsSpan())
            value = nextB();
        Sums = new int[rows * outputs];
        for (int row = 0; row < rows; row++)
        {
            for (int output = 0; output < outputs; output++)
            {
                int sum = 0;
                for (int i = 0; i < inputs; i++)
                    sum = checked(sum + _a[row * inputs + i] * _b[output * inputs + i]);
                Sums[row * outputs + output] = sum;
            }
        }
    }

    /// <summary>Gets the sums of a * b, row by row.</summary>
    public int[] Sums { get; }

    /// <summary>Random operands that reach both ends of the range in which sums fit.</summary>
    public static Int16Operands Random(Random random, int rows, int outputs, int inputs)
    {
        int limit = Int16Rows.Limit(inputs);
        return new(rows, outputs, inputs, Next, Next);

        short Next() => (short)random.Next(-limit, limit + 1);
    }

    /// <summary>Lays rows out as the columns of B: in panels, two steps of a column side by side, the missing ones zero.</summary>
    public static short[] Panels(short[] rows, int outputs, int inputs, int width)
    {
        int groups = (inputs + 1) / 2;
        short[] panels = new short[(outputs + width - 1) / width * width * groups * 2];
        for (int output = 0; output < outputs; output++)
        {
            for (int i = 0; i < inputs; i++)
                panels[((output / width * groups + i / 2) * width + output % width) * 2 + i % 2] = rows[output * inputs + i];
        }

        return panels;
    }

    /// <summary>Makes the tile of the first panel, all but the place of its result, with other scales and biases for every row and column.</summary>
    public DotTile Tile(WeightMemory memory, Int16Kernel kernel)
    {
        int width = kernel.PanelColumns, groups = (_inputs + 1) / 2;
        short[] grouped = new short[_rows * groups * 2];
        for (int row = 0; row < _rows; row++)
            _a.AsSpan(row * _inputs, _inputs).CopyTo(grouped.AsSpan(row * groups * 2));
        return new DotTile
        {
            A = (byte*)Copy<short>(memory, grouped),
            AStride = groups * sizeof(int),
            RowScales = Copy<float>(memory, [.. Enumerable.Range(0, _rows).Select(row => 1f / (3 + row))]),
            B = (sbyte*)Copy<short>(memory, Panels(_b, _outputs, _inputs, width)),
            Groups = groups,
            Starts = Copy<int>(memory, new int[width]),
            Scales = Copy<float>(memory, [.. Enumerable.Range(0, width).Select(column => 1f / (1 + column))]),
            Biases = Copy<float>(memory, [.. Enumerable.Range(0, width).Select(column => 0.3f * column - 5)]),
        };
    }

    static T* Copy<T>(WeightMemory memory, ReadOnlySpan<T> source)
        where T : unmanaged
    {
        var target = (T*)memory.Take((source.Length * sizeof(T) + sizeof(float) - 1) / sizeof(float));
        source.CopyTo(new Span<T>(target, source.Length));
        return target;
    }
}

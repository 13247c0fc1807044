using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Winnow.Kernels.DotProducts;

namespace Winnow.Kernels.Int8;

/// <summary>The int8 weights of a linear layer, laid out in the panels that an <see cref="Int8Kernel"/> reads, with scales, start values and biases.</summary>
/// <remarks>
/// The layer computes <c>y = x * W^T + bias</c> with W of [outputs, inputs]. Panel p holds outputs p * n to p * n + n - 1 (n = <see
/// cref="Int8Kernel.PanelColumns"/>): for each group of four inputs, n times four weights. Outputs that the last panel lacks and inputs that the last group
/// lacks have zero weights.
/// </remarks>
sealed unsafe class PackedInt8Matrix
{
    // Quantized rows come as q + 128; turning the top bit of each byte takes the 128 away.
    const uint Offsets = 0x80808080;

    readonly sbyte* _panels;
    readonly int* _starts;
    readonly float* _scales;
    readonly float* _biases;
    readonly float* _sums;

    /// <summary>Creates a matrix, to be filled by <see cref="SetRows(int, ReadOnlySpan{float})"/>.</summary>
    /// <param name="memory">Where the weights will lie. The matrix is valid as long as it is.</param>
    /// <param name="kernel">The kernel that will read it.</param>
    /// <param name="outputs">Rows of W.</param>
    /// <param name="inputs">Columns of W, at most <see cref="Int8Kernel.MaxInputs"/>.</param>
    /// <param name="bias">One addend an output, or empty for none.</param>
    public PackedInt8Matrix(WeightMemory memory, Int8Kernel kernel, int outputs, int inputs, ReadOnlySpan<float> bias)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(inputs, Int8Kernel.MaxInputs);
        Kernel = kernel;
        Outputs = outputs;
        Inputs = inputs;
        Groups = (inputs + Int8Kernel.GroupSize - 1) / Int8Kernel.GroupSize;
        int width = kernel.PanelColumns;
        Panels = (outputs + width - 1) / width;
        int columns = Panels * width;
        // A group of a column takes the room of a float.
        _panels = (sbyte*)memory.Take((long)columns * Groups);
        _starts = (int*)memory.Take(columns);
        _scales = memory.Take(columns);
        _biases = memory.Take(columns);
        _sums = memory.Take(columns);
        if (outputs % width != 0)
            new Span<float>(Panel(Panels - 1), width * Groups).Clear();
        new Span<int>(_starts, columns).Clear();
        new Span<float>(_scales, columns).Clear();
        new Span<float>(_sums, columns).Clear();
        var biases = new Span<float>(_biases, columns);
        biases.Clear();
        bias.CopyTo(biases);
    }

    /// <summary>Gets the kernel whose layout this is.</summary>
    public Int8Kernel Kernel { get; }

    /// <summary>Gets the number of outputs: rows of W, columns of the product.</summary>
    public int Outputs { get; }

    /// <summary>Gets the number of inputs: columns of W, the length of the sums.</summary>
    public int Inputs { get; }

    /// <summary>Gets the number of groups of four inputs.</summary>
    public int Groups { get; }

    /// <summary>Gets the number of panels.</summary>
    public int Panels { get; }

    /// <summary>Gets bytes from one panel to the next.</summary>
    public nint PanelBytes => (nint)Kernel.PanelColumns * Groups * Int8Kernel.GroupSize;

    /// <summary>Gets the first weight of a panel.</summary>
    public sbyte* Panel(int panel) => _panels + panel * PanelBytes;

    /// <summary>Packs rows of floats that lie one after the other, each quantized with a scale of its own.</summary>
    public void SetRows(int firstRow, ReadOnlySpan<float> rows)
    {
        using var scratch = new AlignedBuffer(Int8Rows.StrideOf(Inputs) / sizeof(float));
        byte* bytes = (byte*)scratch.Pointer;
        fixed (float* source = rows)
        {
            for (int i = 0; i < CountRows(rows.Length); i++)
            {
                float scale = Int8Rows.QuantizeAroundZero(source + (long)i * Inputs, Inputs, bytes);
                for (int group = 0; group < Groups; group++)
                    ((uint*)bytes)[group] ^= Offsets;
                Pack(firstRow + i, bytes, scale);
            }
        }
    }

    /// <summary>Packs rows of int8 weights that lie one after the other, with the scale of each.</summary>
    public void SetRows(int firstRow, ReadOnlySpan<sbyte> rows, ReadOnlySpan<float> scales)
    {
        using var scratch = new AlignedBuffer(Int8Rows.StrideOf(Inputs) / sizeof(float));
        byte* bytes = (byte*)scratch.Pointer;
        // The last group ends in zeros where the row does not fill it.
        new Span<byte>(bytes, Groups * Int8Kernel.GroupSize).Clear();
        for (int i = 0; i < CountRows(rows.Length); i++)
        {
            MemoryMarshal.AsBytes(rows.Slice(i * Inputs, Inputs)).CopyTo(new Span<byte>(bytes, Inputs));
            Pack(firstRow + i, bytes, scales[i]);
        }
    }

    /// <summary>Writes what belongs to a panel into the operands of its tiles.</summary>
    public void SetPanel(int panel, DotTile* tile)
    {
        int column = panel * Kernel.PanelColumns;
        tile->B = Panel(panel);
        tile->Groups = Groups;
        tile->Starts = _starts + column;
        tile->Scales = _scales + column;
        tile->Biases = _biases + column;
        tile->ColumnSums = _sums + column;
    }

    // Optimised at once: a model has tens of thousands of rows, and code for vectors of 512 bits is never compiled ahead.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static int Sum(ReadOnlySpan<sbyte> weights)
    {
        Vector512<int> sums = Vector512<int>.Zero;
        int i = 0;
        for (; i + Vector512<sbyte>.Count <= weights.Length; i += Vector512<sbyte>.Count)
        {
            (Vector512<short> lower, Vector512<short> upper) = Vector512.Widen(Vector512.Create(weights[i..]));
            (Vector512<int> first, Vector512<int> second) = Vector512.Widen(lower + upper);
            sums += first + second;
        }

        int sum = Vector512.Sum(sums);
        for (; i < weights.Length; i++)
            sum += weights[i];
        return sum;
    }

    int CountRows(int elements) => Inputs == 0 ? 0 : elements / Inputs;

    void Pack(int row, byte* weights, float scale)
    {
        int width = Kernel.PanelColumns;
        uint* source = (uint*)weights;
        uint* target = (uint*)Panel(row / width) + row % width;
        for (int group = 0; group < Groups; group++, target += width)
            *target = source[group];
        int sum = Sum(new ReadOnlySpan<sbyte>(weights, Groups * Int8Kernel.GroupSize));
        _starts[row] = -128 * sum;
        _scales[row] = scale;
        _sums[row] = sum * scale;
    }
}

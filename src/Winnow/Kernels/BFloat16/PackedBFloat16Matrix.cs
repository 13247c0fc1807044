using Winnow.Kernels.DotProducts;
using Winnow.Kernels.MatMul;

namespace Winnow.Kernels.BFloat16;

/// <summary>The weights of a linear layer as bfloat16, laid out in the panels that a <see cref="BFloat16Kernel"/> reads, with the bias.</summary>
/// <remarks>
/// The layer computes <c>y = x * W^T + bias</c> with W of [outputs, inputs]. Panel p holds outputs p * n to p * n + n - 1 (n = <see
/// cref="BFloat16Kernel.PanelColumns"/>): for each group of two inputs, n times two weights. Outputs that the last panel lacks and inputs that the last group
/// lacks have zero weights. Biases stay float32.
/// </remarks>
sealed unsafe class PackedBFloat16Matrix
{
    readonly ushort* _panels;
    readonly float* _biases;

    /// <summary>Creates a matrix, to be filled by <see cref="SetRows"/>.</summary>
    /// <param name="memory">Where the weights will lie. The matrix is valid as long as it is.</param>
    /// <param name="kernel">The kernel that will read it.</param>
    /// <param name="outputs">Rows of W.</param>
    /// <param name="inputs">Columns of W.</param>
    /// <param name="bias">One addend an output, or empty for none.</param>
    public PackedBFloat16Matrix(WeightMemory memory, BFloat16Kernel kernel, int outputs, int inputs, ReadOnlySpan<float> bias)
    {
        Kernel = kernel;
        Outputs = outputs;
        Inputs = inputs;
        Groups = (inputs + BFloat16Kernel.GroupSize - 1) / BFloat16Kernel.GroupSize;
        int width = kernel.PanelColumns;
        Panels = (outputs + width - 1) / width;
        // A group of a column takes the room of a float.
        _panels = (ushort*)memory.Take((long)Panels * width * Groups);
        _biases = memory.Take((long)Panels * width);
        if (outputs % width != 0)
            new Span<float>(Panel(Panels - 1), width * Groups).Clear();
        var biases = new Span<float>(_biases, Panels * width);
        biases.Clear();
        bias.CopyTo(biases);
    }

    /// <summary>Gets the kernel whose layout this is.</summary>
    public BFloat16Kernel Kernel { get; }

    /// <summary>Gets the number of outputs: rows of W, columns of the product.</summary>
    public int Outputs { get; }

    /// <summary>Gets the number of inputs: columns of W, the length of the sums.</summary>
    public int Inputs { get; }

    /// <summary>Gets the number of groups of two inputs.</summary>
    public int Groups { get; }

    /// <summary>Gets the number of panels.</summary>
    public int Panels { get; }

    /// <summary>Gets bytes from one panel to the next.</summary>
    public nint PanelBytes => (nint)Kernel.PanelColumns * Groups * BFloat16Kernel.GroupSize * sizeof(ushort);

    /// <summary>Gets the first weight of a panel.</summary>
    public ushort* Panel(int panel) => (ushort*)((byte*)_panels + panel * PanelBytes);

    /// <summary>Rounds and packs rows of W that lie one after the other.</summary>
    public void SetRows(int firstRow, ReadOnlySpan<float> rows)
    {
        int width = Kernel.PanelColumns, stride = BFloat16Rows.StrideOf(Inputs);
        int count = Inputs == 0 ? 0 : rows.Length / Inputs;
        using var scratch = new AlignedBuffer((long)width * stride / sizeof(float));
        fixed (float* source = rows)
        {
            int done = 0;
            while (done < count)
            {
                int row = firstRow + done;
                int inPanel = Math.Min(width - row % width, count - done);
                for (int i = 0; i < inPanel; i++)
                    BFloat16Rows.Round(source + (long)(done + i) * Inputs, Inputs, (ushort*)((byte*)scratch.Pointer + (long)i * stride));
                // Groups are moved as if they were floats; moving does not look at the bits.
                Transpose.Rows(scratch.Pointer, stride / sizeof(float), inPanel, Groups, (float*)Panel(row / width) + row % width, width);
                done += inPanel;
            }
        }
    }

    /// <summary>Writes what belongs to a panel into the operands of its tiles.</summary>
    public void SetPanel(int panel, DotTile* tile)
    {
        tile->B = (sbyte*)Panel(panel);
        tile->Groups = Groups;
        tile->Starts = (int*)(_biases + (long)panel * Kernel.PanelColumns);
        tile->Scales = null;
    }
}

namespace Winnow.Kernels.MatMul;

/// <summary>The weights of a linear layer, laid out in the panels that a <see cref="MatMulKernel"/> reads, with the bias.</summary>
/// <remarks>
/// The layer computes <c>y = x * W^T + bias</c> with W of [outputs, inputs], as stored in model files. Panel p holds outputs p * n to p * n + n - 1
/// (n = <see cref="MatMulKernel.PanelColumns"/>): for each input one row of n weights, the missing ones of the last panel zero.
/// </remarks>
sealed unsafe class PackedMatrix
{
    readonly float* _panels;
    readonly float* _bias;

    /// <summary>Creates a matrix, to be filled by <see cref="SetRows"/>.</summary>
    /// <param name="memory">Where the weights will lie. The matrix is valid as long as it is.</param>
    /// <param name="kernel">The kernel that will read it.</param>
    /// <param name="outputs">Rows of W.</param>
    /// <param name="inputs">Columns of W.</param>
    /// <param name="bias">One addend an output, or empty for none.</param>
    public PackedMatrix(WeightMemory memory, MatMulKernel kernel, int outputs, int inputs, ReadOnlySpan<float> bias)
    {
        Kernel = kernel;
        Outputs = outputs;
        Inputs = inputs;
        int width = kernel.PanelColumns;
        Panels = (outputs + width - 1) / width;
        _panels = memory.Take((long)Panels * width * inputs);
        _bias = memory.Take((long)Panels * width);
        if (outputs % width != 0)
            new Span<float>(Panel(Panels - 1), width * inputs).Clear();
        var biases = new Span<float>(_bias, Panels * width);
        biases.Clear();
        bias.CopyTo(biases);
    }

    /// <summary>Gets the kernel whose layout this is.</summary>
    public MatMulKernel Kernel { get; }

    /// <summary>Gets the number of outputs: rows of W, columns of the product.</summary>
    public int Outputs { get; }

    /// <summary>Gets the number of inputs: columns of W, the length of the sums.</summary>
    public int Inputs { get; }

    /// <summary>Gets the number of panels.</summary>
    public int Panels { get; }

    /// <summary>Gets the first weight of a panel.</summary>
    public float* Panel(int panel) => _panels + (long)panel * Kernel.PanelColumns * Inputs;

    /// <summary>Gets the biases of a panel.</summary>
    public float* Bias(int panel) => _bias + (long)panel * Kernel.PanelColumns;

    /// <summary>Packs rows of W that lie one after the other.</summary>
    public void SetRows(int firstRow, ReadOnlySpan<float> rows)
    {
        int width = Kernel.PanelColumns;
        int count = rows.Length / Inputs;
        fixed (float* source = rows)
        {
            int done = 0;
            while (done < count)
            {
                int row = firstRow + done;
                int inPanel = Math.Min(width - row % width, count - done);
                Transpose.Rows(source + (long)done * Inputs, Inputs, inPanel, Inputs, Panel(row / width) + row % width, width);
                done += inPanel;
            }
        }
    }
}

using Winnow.Kernels;
using Winnow.Kernels.Elementwise;
using Winnow.Kernels.Int16;
using Winnow.Kernels.Int8;
using Winnow.Kernels.MatMul;

namespace Winnow.Models;

/// <summary>Calls the kernels of a forward pass once, so that they are compiled while a command line is parsed, or weights and vocabulary are still being read.</summary>
/// <remarks>
/// Code that runs for every element is optimised when it is first called, and never compiled ahead: one or two milliseconds a kernel, which the first pass would spend
/// one after the other. Nothing depends on this: a kernel that is not called here is compiled when it is needed, as any other code.
/// </remarks>
static unsafe class FirstPass
{
    const int Rows = 2;

    // A bit for each precision: what is compiled stays so for the life of the process.
    static int _started;

    /// <summary>Starts to compile the kernels of a precision in the background, the first time it is asked to. Safe for concurrent use.</summary>
    /// <param name="precision">The arithmetic of the layers.</param>
    public static void Start(Precision precision)
    {
        int bit = 1 << (int)precision;
        // A kernel that cannot be chosen is the business of whoever loads a model: there the message finds a reader.
        if ((Interlocked.Or(ref _started, bit) & bit) == 0)
            _ = Task.Run(() => Compile(MatMulKernels.Best, precision));
    }

    // The kernel is that of float32 products, which heads use in every precision.
    static void Compile(MatMulKernel kernel, Precision precision)
    {
        // Ones give finite sums everywhere; what is computed is thrown away.
        int width = kernel.PanelColumns;
        using var x = new AlignedBuffer(kernel.TileRows * width);
        using var y = new AlignedBuffer(kernel.TileRows * width);
        x.Span(0, kernel.TileRows * width).Fill(1);
        ReadOnlySpan<float> row = x.Span(0, width);
        Span<float> result = y.Span(0, width);
        LayerNormalization.Apply(row, row, row, 1, result);
        Products.Add(result, row);
        Products.Scale(result, 1);
        Softmax.Exponentials(result, 1);
        Activations.Apply(Activation.Tanh, result);
        for (int columns = width; columns > 0; columns -= kernel.VectorColumns)
            kernel.Tile(1, columns, 1, x.Pointer, width, x.Pointer, width, null, y.Pointer, width);
        if (precision == Precision.Int8)
        {
            Activations.Apply(Activation.GeluNear, result);
            CompileInt8(x.Pointer, y.Pointer, width);
        }
        else
        {
            Activations.Apply(Activation.Gelu, result);
            kernel.Tile(kernel.TileRows, width, 1, x.Pointer, width, x.Pointer, width, null, y.Pointer, width);
        }
    }

    static void CompileInt8(float* x, float* y, int width)
    {
        Int8Rows.Quantize(x, width, (byte*)y, out _);
        using var words = new Int16Rows();
        words.Quantize(x, width, Rows, width);
        words.QuantizeAlike(x, width, Rows, width, out _);
        float* scales = stackalloc float[ColumnPairs.Width];
        float* factors = stackalloc float[ColumnPairs.Width];
        ColumnPairs.Scales(x, width, Rows, ColumnPairs.Width, 1, scales, factors);
        ColumnPairs.Pack(x, width, Rows, factors, (int*)y, width);
        float* maxima = stackalloc float[Rows];
        float* sums = stackalloc float[Rows];
        Softmax.Weights(x, width, 1, width, maxima, (short*)y, sums);
    }
}

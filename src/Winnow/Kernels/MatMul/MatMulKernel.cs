namespace Winnow.Kernels.MatMul;

/// <summary>The inner block of a float32 matrix product for one instruction set.</summary>
/// <remarks>
/// <para>A kernel computes one tile of <c>C = bias + A * B</c>, at most <see cref="TileRows"/> rows by <see cref="PanelColumns"/> columns, with all sums in
/// registers. B lies in panels: <see cref="PanelColumns"/> columns side by side for each step of k, so that the loop over k reads memory in order.</para>
/// <para>Every element is one chain of fused multiply-adds that starts at the bias and runs over k upwards, whatever the shape of the tile. A row's result
/// therefore has the same bits in a tile of one row and of many, which is what makes a score independent of its batch and of the thread count.</para>
/// </remarks>
abstract unsafe class MatMulKernel
{
    /// <summary>Gets the name by which <c>WINNOW_KERNEL</c> forces this kernel.</summary>
    public abstract string Name { get; }

    /// <summary>Gets the number of rows of a full tile.</summary>
    public abstract int TileRows { get; }

    /// <summary>Gets the number of columns of a panel, a multiple of <see cref="VectorColumns"/>.</summary>
    public abstract int PanelColumns { get; }

    /// <summary>Gets the number of columns in one vector.</summary>
    public abstract int VectorColumns { get; }

    /// <summary>Computes a tile.</summary>
    /// <param name="rows">Rows of the tile, 1 to <see cref="TileRows"/>.</param>
    /// <param name="columns">Columns that are wanted, 1 to <see cref="PanelColumns"/>. They are rounded up to whole vectors: that many are read from <paramref name="b"/> and written to <paramref name="c"/>.</param>
    /// <param name="k">Length of the sums.</param>
    /// <param name="a">The rows of A.</param>
    /// <param name="aStride">Floats from one row of A to the next.</param>
    /// <param name="b">The columns of B for k = 0.</param>
    /// <param name="bStride">Floats from one step of k to the next.</param>
    /// <param name="bias">A start value for each column, rounded up to whole vectors, or null for zeros.</param>
    /// <param name="c">The tile.</param>
    /// <param name="cStride">Floats from one row of the tile to the next.</param>
    public abstract void Tile(int rows, int columns, int k, float* a, nint aStride, float* b, nint bStride, float* bias, float* c, nint cStride);
}

using System.Runtime.CompilerServices;
using Winnow.Kernels.MatMul;

namespace Winnow.Kernels.Int16;

/// <summary>The B side of int16 products that are made for one use: the keys of a head, or its values.</summary>
/// <remarks>Used by one worker.</remarks>
sealed unsafe class Int16Panels : IDisposable
{
    readonly AlignedBuffer _panels = new();
    readonly AlignedBuffer _scales = new();
    readonly Int16Rows _rows = new();
    int _groups;
    int _width;
    int _columns;

    /// <summary>Gets the scales of the columns of a panel.</summary>
    /// <param name="column">The first column of the panel. After <see cref="SetColumns"/> all panels have those of the first.</param>
    public float* Scales(int column) => _scales.Pointer + column;

    /// <summary>Gets a group of a panel.</summary>
    public sbyte* Group(int panel, int group) => (sbyte*)(_panels.Pointer + ((long)panel * _groups + group) * _width);

    /// <summary>Gets the length of the longest column, after <see cref="FindLongestColumn"/>.</summary>
    public float LongestColumn { get; private set; }

    /// <summary>Lays rows out as the columns of B: the product with a row of A is a sum over the elements of the two rows. All columns have one scale.</summary>
    /// <param name="kernel">The kernel that will read the panels.</param>
    /// <param name="x">The first row.</param>
    /// <param name="xStride">Floats from one row of x to the next.</param>
    /// <param name="rows">The number of rows, of columns of B.</param>
    /// <param name="inputs">The length of a row.</param>
    /// <returns>Whether all elements are finite numbers.</returns>
    public bool SetColumns(Int16Kernel kernel, float* x, nint xStride, int rows, int inputs)
    {
        bool finite = _rows.QuantizeAlike(x, xStride, rows, inputs, out float scale);
        Resize(kernel, rows, (inputs + 1) / Int16Kernel.GroupSize);
        new Span<float>(_scales.EnsureCapacity(_width), _width).Fill(scale);
        for (int row = 0; row < rows; row += _width)
        {
            int count = Math.Min(_width, rows - row);
            float* panel = (float*)Group(row / _width, 0);
            if (count < _width)
                new Span<float>(panel, _groups * _width).Clear();
            // A group of a row is as large as a float, and is only moved.
            Transpose.Rows((float*)_rows.Row(row), _groups, count, _groups, panel, _width);
        }

        return finite;
    }

    /// <summary>Finds the length of the longest column, after <see cref="SetColumns"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void FindLongestColumn()
    {
        int most = 0;
        for (int column = 0; column < _columns; column += Squares.Columns)
        {
            (int panel, int offset) = Math.DivRem(column, _width);
            most = Math.Max(most, Squares.LargestSum((short*)(Group(panel, 0) + offset * sizeof(int)), _groups, _width * Int16Kernel.GroupSize));
        }

        LongestColumn = MathF.Sqrt(most) * *Scales(0);
    }

    /// <summary>Lays rows out as the rows of B: the product with a row of A is a weighted sum of the rows. Each column has a scale over all rows.</summary>
    /// <param name="kernel">The kernel that will read the panels.</param>
    /// <param name="x">The first row.</param>
    /// <param name="xStride">Floats from one row of x to the next.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The length of a row.</param>
    /// <param name="limit">The largest integer.</param>
    /// <returns>Whether all elements are finite numbers.</returns>
    public bool SetRows(Int16Kernel kernel, float* x, nint xStride, int rows, int columns, int limit)
    {
        Resize(kernel, columns, (rows + 1) / Int16Kernel.GroupSize);
        int wide = (columns + _width - 1) / _width * _width;
        float* scales = _scales.EnsureCapacity(2 * wide);
        new Span<float>(scales, 2 * wide).Clear();
        bool finite = true;
        for (int column = 0; column < columns; column += ColumnPairs.Width)
            finite &= ColumnPairs.Scales(x + column, xStride, rows, Math.Min(ColumnPairs.Width, columns - column), limit, scales + column, scales + wide + column);
        for (int column = 0; column < columns; column += ColumnPairs.Width)
        {
            (int panel, int offset) = Math.DivRem(column, _width);
            ColumnPairs.Pack(x + column, xStride, rows, scales + wide + column, (int*)Group(panel, 0) + offset, _width);
        }

        return finite;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _panels.Dispose();
        _scales.Dispose();
        _rows.Dispose();
    }

    void Resize(Int16Kernel kernel, int columns, int groups)
    {
        _width = kernel.PanelColumns;
        _groups = groups;
        _columns = columns;
        // The last panel is whole, so that a kernel may read whole vectors.
        _panels.EnsureCapacity((long)(columns + _width - 1) / _width * _width * groups);
    }
}

using Winnow.Kernels.BFloat16;
using Winnow.Kernels.DotProducts;
using Winnow.Kernels.Int16;
using Winnow.Kernels.Int8;

namespace Winnow.Tests.Kernels.DotProducts;

/// <summary>The tiles of a kernel of dot products, run in every shape, in memory that shows what they touch.</summary>
/// <remarks>
/// Expected sums lie row by row, those of floats as their bits; a tile with scales must give the floats of the formula of <see cref="Int8Kernel"/>, bit by bit.
/// </remarks>
sealed unsafe class TileUnderTest
{
    const int Canary = 0x5AFE5AFE;
    const int LaneBytes = 4;

    // Around one, two and three vectors of 4, 8 and 16 columns; each kernel takes those that its panel has.
    static readonly int[] Columns = [1, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 23, 24, 31, 32, 33, 47, 48];

    readonly string _name;
    readonly int _panelColumns;
    readonly int _vectorColumns;
    readonly Kernel _kernel;
    readonly (int Rows, int Columns)[] _shapes;

    public TileUnderTest(Int8Kernel kernel)
        : this(kernel.Name, kernel.TileRows, kernel.PanelColumns, kernel.VectorColumns, kernel.Tile)
    {
    }

    public TileUnderTest(Int16Kernel kernel)
        : this(kernel.Name, kernel.TileRows, kernel.PanelColumns, kernel.VectorColumns, kernel.Tile)
    {
    }

    public TileUnderTest(BFloat16Kernel kernel)
        : this(kernel.Name, kernel.TileRows, kernel.PanelColumns, kernel.VectorColumns, kernel.Tile)
    {
    }

    TileUnderTest(string name, int tileRows, int panelColumns, int vectorColumns, Kernel kernel)
    {
        (_name, _panelColumns, _vectorColumns, _kernel) = (name, panelColumns, vectorColumns, kernel);
        _shapes = [.. from rows in Enumerable.Range(1, tileRows) from columns in Columns where columns <= panelColumns select (rows, columns)];
    }

    delegate void Kernel(int rows, int columns, DotTile* tile);

    /// <summary>Checks the sums of every shape, and that nothing is written but whole vectors of the rows that are asked for.</summary>
    public void CheckSums(DotTile tile, int[] sums, int outputs)
    {
        tile.Scales = null;
        CheckFloats(tile, sums, outputs);
    }

    /// <summary>Checks the floats of every shape, and that nothing is written but whole vectors of the rows that are asked for.</summary>
    public void CheckFloats(DotTile tile, int[] sums, int outputs)
    {
        foreach ((int rows, int columns) in _shapes)
        {
            int[] result = Run(rows, columns, tile);
            fixed (int* c = result)
                Compare(rows, columns, tile, sums, outputs, c, _panelColumns);
        }
    }

    /// <summary>Checks every shape with each operand, and the tile, at the end of a page: one byte read too far ends the process.</summary>
    public void CheckAtPageEnds(DotTile tile, int[] sums, int outputs)
    {
        using GuardedMemory a = new(65536), b = new(262144), starts = new(4096), scales = new(4096), biases = new(4096), rowScales = new(4096), c = new(65536);
        using GuardedMemory centers = new(4096), columnSums = new(4096);
        foreach ((int rows, int columns) in _shapes)
        {
            int wide = WholeVectors(columns);
            DotTile placed = tile;
            placed.A = a.Place(tile.A, rows * tile.AStride);
            // The last group of the panel ends with the last vector that is wanted.
            placed.B = (sbyte*)b.Place(tile.B, (tile.Groups * _panelColumns - (_panelColumns - wide)) * LaneBytes);
            placed.Starts = (int*)starts.Place(tile.Starts, wide * sizeof(int));
            if (tile.Scales != null)
            {
                placed.RowScales = (float*)rowScales.Place(tile.RowScales, rows * sizeof(float));
                placed.Scales = (float*)scales.Place(tile.Scales, wide * sizeof(float));
                placed.Biases = (float*)biases.Place(tile.Biases, wide * sizeof(float));
                if (tile.RowCenters != null)
                {
                    placed.RowCenters = (float*)centers.Place(tile.RowCenters, rows * sizeof(float));
                    placed.ColumnSums = (float*)columnSums.Place(tile.ColumnSums, wide * sizeof(float));
                }
            }

            placed.C = (float*)c.End - rows * wide;
            placed.CStride = wide;
            _kernel(rows, columns, &placed);
            Compare(rows, columns, tile, sums, outputs, (int*)placed.C, wide);
        }
    }

    /// <summary>Runs one tile between canaries.</summary>
    /// <returns>Its words, a panel's width a row.</returns>
    public int[] Run(int rows, int columns, DotTile tile)
    {
        const int margin = 64;
        int[] result = new int[rows * _panelColumns + 2 * margin];
        Array.Fill(result, Canary);
        fixed (int* c = result)
        {
            tile.C = (float*)(c + margin);
            tile.CStride = _panelColumns;
            _kernel(rows, columns, &tile);
        }

        int wide = WholeVectors(columns);
        for (int i = 0; i < result.Length; i++)
        {
            int row = (i - margin) / _panelColumns, column = (i - margin) % _panelColumns;
            if ((i < margin || row >= rows || column >= wide) && result[i] != Canary)
                Assert.Fail($"{_name}: {rows} x {columns} x {tile.Groups} groups wrote to row {row}, column {column}");
        }

        return result[margin..];
    }

    int WholeVectors(int columns) => (columns + _vectorColumns - 1) / _vectorColumns * _vectorColumns;

    void Compare(int rows, int columns, in DotTile tile, int[] sums, int outputs, int* result, int stride)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                int expected = sums[row * outputs + column];
                if (tile.Scales != null)
                {
                    float scaled = MathF.FusedMultiplyAdd(expected * tile.RowScales[row], tile.Scales[column], tile.Biases[column]);
                    if (tile.RowCenters != null)
                        scaled = MathF.FusedMultiplyAdd(tile.ColumnSums[column], tile.RowCenters[row], scaled);
                    expected = BitConverter.SingleToInt32Bits(scaled);
                }

                if (expected != result[row * stride + column])
                    Assert.Fail($"{_name}: {rows} x {columns} x {tile.Groups} groups, row {row}, column {column}");
            }
        }
    }
}

using Winnow.Kernels;
using Winnow.Kernels.Int8;

namespace Winnow.Tests.Kernels.Int8;

/// <summary>Every kernel that runs here gives the integers of a plain loop, exactly, reads and writes what it says, and no more.</summary>
public unsafe class Int8KernelTests
{
    const int Canary = 0x5AFE5AFE;
    const int Outputs = 49;

    // Around one, two and three vectors of 4, 8 and 16 columns; each kernel takes those that its panel has.
    static readonly int[] Columns = [1, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 23, 24, 31, 32, 33, 47, 48];

    static readonly int[] LongInputs = [300, 384, 511, 512, 513, 768, 1021, 1536, 4099];

    public static TheoryData<string> Kernels => [.. Int8Kernels.Available.Select(kernel => kernel.Name)];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Tile_EveryLengthRowsAndColumns_EqualsPlainSums(string name)
    {
        var random = new Random(11);
        foreach (int inputs in Enumerable.Range(0, 258).Concat(LongInputs))
            CheckAllShapes(Int8Kernels.Choose(name), Int8Operands.Random(random, Int8Kernel.MaxTileRows, Outputs, inputs));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Tile_ExtremeOperands_EqualsPlainSums(string name)
    {
        // Two products of 255 * 127 leave 16 bits; alternating signs and the smallest values find mistaken widening.
        (byte A, sbyte W)[] extremes = [(255, 127), (255, -127), (1, 127), (1, -127), (0, 127), (0, -128), (255, -128), (128, 127)];
        foreach ((byte a, sbyte w) in extremes)
        {
            foreach (int inputs in (int[])[1, 4, 7, 64, 1536, 4100])
            {
                CheckAllShapes(Int8Kernels.Choose(name), new Int8Operands(Int8Kernel.MaxTileRows, Outputs, inputs, () => a, () => w));
                int i = 0;
                CheckAllShapes(Int8Kernels.Choose(name), new Int8Operands(Int8Kernel.MaxTileRows, Outputs, inputs, () => a, () => i++ % 3 == 0 ? w : (sbyte)-127));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Tile_LongestSum_DoesNotOverflow(string name)
    {
        foreach (sbyte w in (sbyte[])[127, -127])
        {
            foreach (byte a in (byte[])[255, 0])
            {
                var operands = new Int8Operands(1, 1, Int8Kernel.MaxInputs, () => a, () => w);
                Assert.Equal((a - 128) * w * (long)Int8Kernel.MaxInputs, operands.Sums[0]);
                using var memory = new WeightMemory();
                PackedInt8Matrix packed = operands.Pack(memory, Int8Kernels.Choose(name));
                Assert.Equal(operands.Sums[0], Tile(packed, operands, 1, 1, null)[0]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Tile_Floats_SameBitsAsScalar(string name)
    {
        var random = new Random(12);
        Int8Kernel kernel = Int8Kernels.Choose(name);
        foreach (int inputs in (int[])[1, 30, 384])
        {
            var operands = Int8Operands.Random(random, Int8Kernel.MaxTileRows, Outputs, inputs);
            float[] bias = [.. Enumerable.Range(0, Outputs).Select(_ => random.NextSingle() - 0.5f)];
            float[] rowScales = [.. Enumerable.Range(0, Int8Kernel.MaxTileRows).Select(_ => random.NextSingle())];
            using var memory = new WeightMemory();
            PackedInt8Matrix packed = operands.Pack(memory, kernel, bias);
            for (int rows = 1; rows <= kernel.TileRows; rows++)
            {
                foreach (int columns in Columns.Where(columns => columns <= kernel.PanelColumns))
                {
                    int[] result = Tile(packed, operands, rows, columns, rowScales);
                    for (int row = 0; row < rows; row++)
                    {
                        for (int column = 0; column < columns; column++)
                        {
                            float expected = MathF.FusedMultiplyAdd(operands.Sums[row * Outputs + column] * rowScales[row], 1f / (1 + column), bias[column]);
                            Assert.Equal(BitConverter.SingleToInt32Bits(expected), result[row * kernel.PanelColumns + column]);
                        }
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Tile_OperandsAtTheEndOfAPage_ReadsNoFurther(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Guard pages are made with Linux calls.");
        Int8Kernel kernel = Int8Kernels.Choose(name);
        var random = new Random(13);
        using GuardedMemory a = new(65536), b = new(262144), starts = new(4096), scales = new(4096), biases = new(4096), rowScales = new(4096), c = new(65536);
        float* ones = stackalloc float[Int8Kernel.MaxTileRows];
        new Span<float>(ones, Int8Kernel.MaxTileRows).Fill(1);
        foreach (int inputs in (int[])[1, 4, 5, 12, 13, 16, 17, 32, 63, 384, 1000])
        {
            var operands = Int8Operands.Random(random, kernel.TileRows, kernel.PanelColumns, inputs);
            using var memory = new WeightMemory();
            PackedInt8Matrix packed = operands.Pack(memory, kernel);
            byte[] grouped = operands.GroupedRows();
            int stride = packed.Groups * Int8Kernel.GroupSize;
            for (int rows = 1; rows <= kernel.TileRows; rows++)
            {
                foreach (int columns in Columns.Where(columns => columns <= kernel.PanelColumns))
                {
                    int wide = (columns + kernel.VectorColumns - 1) / kernel.VectorColumns * kernel.VectorColumns;
                    Int8Tile tile;
                    packed.SetPanel(0, &tile);
                    // The last group of the panel ends with the last vector that is wanted.
                    tile.B = (sbyte*)b.Place(tile.B, (long)kernel.PanelColumns * stride - (kernel.PanelColumns - wide) * Int8Kernel.GroupSize);
                    tile.Starts = (int*)starts.Place(tile.Starts, wide * sizeof(int));
                    tile.Scales = (float*)scales.Place(tile.Scales, wide * sizeof(float));
                    tile.Biases = (float*)biases.Place(tile.Biases, wide * sizeof(float));
                    fixed (byte* source = grouped)
                        tile.A = a.Place(source, (long)rows * stride);
                    tile.AStride = stride;
                    tile.RowScales = (float*)rowScales.Place(ones, rows * sizeof(float));
                    tile.C = (float*)c.End - rows * wide;
                    tile.CStride = wide;
                    kernel.Tile(rows, columns, &tile);
                    for (int row = 0; row < rows; row++)
                    {
                        for (int column = 0; column < columns; column++)
                            Assert.Equal(operands.Sums[row * operands.Outputs + column] * (1f / (1 + column)), tile.C[row * wide + column]);
                    }
                }
            }
        }
    }

    static void CheckAllShapes(Int8Kernel kernel, Int8Operands operands)
    {
        using var memory = new WeightMemory();
        PackedInt8Matrix packed = operands.Pack(memory, kernel);
        for (int rows = 1; rows <= kernel.TileRows; rows++)
        {
            foreach (int columns in Columns.Where(columns => columns <= kernel.PanelColumns))
            {
                int[] result = Tile(packed, operands, rows, columns, null);
                for (int row = 0; row < rows; row++)
                {
                    for (int column = 0; column < columns; column++)
                    {
                        if (operands.Sums[row * operands.Outputs + column] != result[row * kernel.PanelColumns + column])
                            Assert.Fail($"{kernel.Name}: {rows} x {columns} x {operands.Inputs}, row {row}, column {column}");
                    }
                }
            }
        }
    }

    // The words of a tile, with what lies around it checked: a kernel writes whole vectors of the rows that are asked for.
    static int[] Tile(PackedInt8Matrix packed, Int8Operands operands, int rows, int columns, float[]? rowScales)
    {
        const int margin = 64;
        Int8Kernel kernel = packed.Kernel;
        int width = kernel.PanelColumns, wide = (columns + kernel.VectorColumns - 1) / kernel.VectorColumns * kernel.VectorColumns;
        int[] result = new int[Int8Kernel.MaxTileRows * width + 2 * margin];
        Array.Fill(result, Canary);
        fixed (byte* a = operands.GroupedRows())
        fixed (float* scales = rowScales)
        fixed (int* c = result)
        {
            Int8Tile tile;
            packed.SetPanel(0, &tile);
            if (rowScales == null)
                tile.Scales = null;
            tile.A = a;
            tile.AStride = packed.Groups * Int8Kernel.GroupSize;
            tile.RowScales = scales;
            tile.C = (float*)(c + margin);
            tile.CStride = width;
            kernel.Tile(rows, columns, &tile);
        }

        for (int i = 0; i < result.Length; i++)
        {
            int row = (i - margin) / width, column = (i - margin) % width;
            if ((i < margin || row >= rows || column >= wide) && result[i] != Canary)
                Assert.Fail($"{kernel.Name}: {rows} x {columns} x {operands.Inputs} wrote to row {row}, column {column}");
        }

        return result[margin..];
    }
}

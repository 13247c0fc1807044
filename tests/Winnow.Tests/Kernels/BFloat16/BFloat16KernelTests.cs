using Winnow.Kernels;
using Winnow.Kernels.BFloat16;
using Winnow.Tests.Kernels.DotProducts;

namespace Winnow.Tests.Kernels.BFloat16;

/// <summary>Every kernel that runs here gives the sums of a plain loop, bit by bit, reads and writes what it says, and no more.</summary>
public unsafe class BFloat16KernelTests
{
    // One more than the widest panel.
    const int Outputs = 49;

    static readonly int[] LongInputs = [300, 384, 511, 512, 513, 768, 1021, 1536, 4099];

    public static TheoryData<string> Kernels => [.. BFloat16Kernels.Available.Select(kernel => kernel.Name)];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Tile_EveryLengthRowsAndColumns_SameBitsAsPlainSums(string name)
    {
        var random = new Random(51);
        foreach (int inputs in Enumerable.Range(0, 258).Concat(LongInputs))
            CheckSums(name, BFloat16Operands.Random(random, BFloat16Kernel.MaxTileRows, Outputs, inputs));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Tile_LongSums_NearDoublePrecision(string name)
    {
        var random = new Random(52);
        BFloat16Kernel kernel = BFloat16Kernels.Choose(name);
        foreach (int inputs in (int[])[2, 257, 1536])
        {
            var operands = BFloat16Operands.Random(random, kernel.TileRows, kernel.PanelColumns, inputs);
            using var memory = new WeightMemory();
            int[] result = new TileUnderTest(kernel).Run(kernel.TileRows, kernel.PanelColumns, operands.Tile(memory, kernel));
            for (int i = 0; i < operands.Sums.Length; i++)
            {
                (double sum, double magnitude) = operands.Exact(i / operands.Outputs, i % operands.Outputs);
                // Products are exact; each addition rounds once, by 2^-24 of a partial sum, in directions that are as good as random.
                double bound = magnitude * Math.Pow(2, -24) * 2 * Math.Sqrt(inputs);
                Assert.InRange(BitConverter.Int32BitsToSingle(result[i]), sum - bound, sum + bound);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Tile_PairsOfAGroup_SecondIsAddedFirst(string name)
    {
        // 1 + 2^-24 is a tie that falls to 1 and comes to nothing; added to 2^-24 first it makes 1 + 2^-23.
        float tiny = MathF.ScaleB(1, -24);
        float[] values = [1, tiny];
        int i = 0;
        BFloat16Kernel kernel = BFloat16Kernels.Choose(name);
        var operands = new BFloat16Operands(1, 1, 2, () => 1, () => i < 2 ? values[i++] : tiny);
        using var memory = new WeightMemory();
        int[] result = new TileUnderTest(kernel).Run(1, 1, operands.Tile(memory, kernel));
        Assert.Equal(1 + MathF.ScaleB(1, -23), BitConverter.Int32BitsToSingle(result[0]));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Tile_NotFinite_ShowsInItsRowAndColumnOnly(string name)
    {
        BFloat16Kernel kernel = BFloat16Kernels.Choose(name);
        int rows = kernel.TileRows, outputs = kernel.PanelColumns;
        foreach (float value in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            // The last element of the second row, and the second of the third column.
            const int inputs = 7;
            int a = 0, w = 0;
            var operands = new BFloat16Operands(
                rows, outputs, inputs, () => a++ == inputs + 6 ? value : 1, () => w++ == 2 * inputs + 1 ? value : 1);
            using var memory = new WeightMemory();
            int[] result = new TileUnderTest(kernel).Run(rows, outputs, operands.Tile(memory, kernel));
            for (int i = 0; i < rows * outputs; i++)
                Assert.Equal(i / outputs != 1 && i % outputs != 2, float.IsFinite(BitConverter.Int32BitsToSingle(result[i])));
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Tile_OperandsAtTheEndOfAPage_ReadsNoFurther(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Guard pages are made with Linux calls.");
        var random = new Random(53);
        BFloat16Kernel kernel = BFloat16Kernels.Choose(name);
        foreach (int inputs in (int[])[1, 2, 5, 6, 7, 8, 9, 16, 31, 384, 1000])
        {
            var operands = BFloat16Operands.Random(random, BFloat16Kernel.MaxTileRows, Outputs, inputs);
            using var memory = new WeightMemory();
            new TileUnderTest(kernel).CheckAtPageEnds(operands.Tile(memory, kernel), operands.Sums, Outputs);
        }
    }

    static void CheckSums(string name, BFloat16Operands operands)
    {
        BFloat16Kernel kernel = BFloat16Kernels.Choose(name);
        using var memory = new WeightMemory();
        new TileUnderTest(kernel).CheckSums(operands.Tile(memory, kernel), operands.Sums, Outputs);
    }
}

using Winnow.Kernels;
using Winnow.Kernels.DotProducts;
using Winnow.Kernels.Int8;
using Winnow.Tests.Kernels.DotProducts;

namespace Winnow.Tests.Kernels.Int8;

/// <summary>Every kernel that runs here gives the integers of a plain loop, exactly, reads and writes what it says, and no more.</summary>
public unsafe class Int8KernelTests
{
    // One more than the widest panel.
    const int Outputs = 49;

    static readonly int[] LongInputs = [300, 384, 511, 512, 513, 768, 1021, 1536, 4099];

    public static TheoryData<string> Kernels => [.. Int8Kernels.Available.Select(kernel => kernel.Name)];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Tile_EveryLengthRowsAndColumns_EqualsPlainSums(string name)
    {
        var random = new Random(11);
        foreach (int inputs in Enumerable.Range(0, 258).Concat(LongInputs))
            CheckSums(name, Int8Operands.Random(random, Int8Kernel.MaxTileRows, Outputs, inputs));
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
                CheckSums(name, new Int8Operands(Int8Kernel.MaxTileRows, Outputs, inputs, () => a, () => w));
                int i = 0;
                CheckSums(name, new Int8Operands(Int8Kernel.MaxTileRows, Outputs, inputs, () => a, () => i++ % 3 == 0 ? w : (sbyte)-127));
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
                Int8Kernel kernel = Int8Kernels.Choose(name);
                DotTile tile = operands.Tile(memory, kernel);
                tile.Scales = null;
                Assert.Equal(operands.Sums[0], new TileUnderTest(kernel).Run(1, 1, tile)[0]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Tile_Floats_SameBitsAsFormula(string name)
    {
        var random = new Random(12);
        Int8Kernel kernel = Int8Kernels.Choose(name);
        foreach (int inputs in (int[])[1, 30, 384])
        {
            var operands = Int8Operands.Random(random, Int8Kernel.MaxTileRows, Outputs, inputs);
            float[] bias = [.. Enumerable.Range(0, Outputs).Select(_ => random.NextSingle() - 0.5f)];
            using var memory = new WeightMemory();
            new TileUnderTest(kernel).CheckFloats(operands.Tile(memory, kernel, bias), operands.Sums, Outputs);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Tile_OperandsAtTheEndOfAPage_ReadsNoFurther(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Guard pages are made with Linux calls.");
        var random = new Random(13);
        Int8Kernel kernel = Int8Kernels.Choose(name);
        foreach (int inputs in (int[])[1, 4, 5, 12, 13, 16, 17, 32, 63, 384, 1000])
        {
            var operands = Int8Operands.Random(random, Int8Kernel.MaxTileRows, Outputs, inputs);
            using var memory = new WeightMemory();
            new TileUnderTest(kernel).CheckAtPageEnds(operands.Tile(memory, kernel), operands.Sums, Outputs);
        }
    }

    static void CheckSums(string name, Int8Operands operands)
    {
        Int8Kernel kernel = Int8Kernels.Choose(name);
        using var memory = new WeightMemory();
        new TileUnderTest(kernel).CheckSums(operands.Tile(memory, kernel), operands.Sums, Outputs);
    }
}

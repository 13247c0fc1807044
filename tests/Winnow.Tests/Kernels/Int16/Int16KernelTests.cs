using Winnow.Kernels;
using Winnow.Kernels.Int16;
using Winnow.Tests.Kernels.DotProducts;

namespace Winnow.Tests.Kernels.Int16;

/// <summary>Every kernel that runs here gives the integers of a plain loop, exactly, reads and writes what it says, and no more.</summary>
public class Int16KernelTests
{
    // One more than the widest panel.
    const int Outputs = 49;

    static readonly int[] LongInputs = [511, 512, 513, 528, 1021, 4099];

    public static TheoryData<string> Kernels => [.. Int16Kernels.Available.Select(kernel => kernel.Name)];

    [Fact]
    public void Available_TilesFitTheBuffers() => Assert.All(
        Int16Kernels.Available,
        kernel => Assert.True(kernel.TileRows <= Int16Kernel.MaxTileRows && Int16Kernel.MaxPanelColumns % kernel.PanelColumns == 0));

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Beside_SameInstructions_GivesTheKernelOrNone(string name) =>
        Assert.Equal(name == "scalar" ? null : name, Int16Kernels.Beside(name)?.Name);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Tile_EveryLengthRowsAndColumns_EqualsPlainSums(string name)
    {
        var random = new Random(51);
        foreach (int inputs in Enumerable.Range(0, 258).Concat(LongInputs))
            CheckSums(name, Int16Operands.Random(random, Int16Kernel.MaxTileRows, Outputs, inputs));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Tile_AllAtTheLimit_DoesNotOverflow(string name)
    {
        foreach (int inputs in (int[])[1, 2, 3, 8, 31, 64, 80, 513, 2048])
        {
            short limit = (short)Int16Rows.Limit(inputs);
            CheckSums(name, new Int16Operands(Int16Kernel.MaxTileRows, Outputs, inputs, () => limit, () => limit));
            CheckSums(name, new Int16Operands(Int16Kernel.MaxTileRows, Outputs, inputs, () => limit, () => (short)-limit));
            int i = 0;
            CheckSums(name, new Int16Operands(Int16Kernel.MaxTileRows, Outputs, inputs, () => limit, () => i++ % 3 == 0 ? limit : (short)-limit));
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Tile_ExtremeOperands_EqualsPlainSums(string name)
    {
        // A sign that is lost, or a half of a lane that leaks into the other, shows at the ends of the range. The last are those of attention's weights and values.
        (short A, short B, int Inputs)[] extremes =
        [
            (short.MinValue, 1, 4100), (1, short.MinValue, 4100), (-1, short.MinValue, 4100), (short.MaxValue, -1, 4100),
            (short.MinValue, short.MaxValue, 2), (-1, -1, 257), (8191, 495, 528), (8191, -495, 528),
        ];
        foreach ((short a, short b, int inputs) in extremes)
        {
            CheckSums(name, new Int16Operands(Int16Kernel.MaxTileRows, Outputs, inputs, () => a, () => b));
            int i = 0, j = 0;
            CheckSums(name, new Int16Operands(Int16Kernel.MaxTileRows, Outputs, inputs, () => i++ % 2 == 0 ? a : (short)0, () => j++ % 2 == 0 ? b : short.MaxValue));
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Tile_Floats_SameBitsAsFormula(string name)
    {
        Int16Kernel kernel = Named(name);
        var random = new Random(52);
        foreach (int inputs in (int[])[1, 30, 64, 513])
        {
            var operands = Int16Operands.Random(random, Int16Kernel.MaxTileRows, Outputs, inputs);
            using var memory = new WeightMemory();
            new TileUnderTest(kernel).CheckFloats(operands.Tile(memory, kernel), operands.Sums, Outputs);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Tile_OperandsAtTheEndOfAPage_ReadsNoFurther(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Guard pages are made with Linux calls.");
        Int16Kernel kernel = Named(name);
        var random = new Random(53);
        foreach (int inputs in (int[])[1, 2, 3, 6, 7, 8, 9, 16, 31, 64, 528, 1000])
        {
            var operands = Int16Operands.Random(random, Int16Kernel.MaxTileRows, Outputs, inputs);
            using var memory = new WeightMemory();
            new TileUnderTest(kernel).CheckAtPageEnds(operands.Tile(memory, kernel), operands.Sums, Outputs);
        }
    }

    static void CheckSums(string name, Int16Operands operands)
    {
        Int16Kernel kernel = Named(name);
        using var memory = new WeightMemory();
        new TileUnderTest(kernel).CheckSums(operands.Tile(memory, kernel), operands.Sums, Outputs);
    }

    static Int16Kernel Named(string name) => Int16Kernels.Available.Single(kernel => kernel.Name == name);
}

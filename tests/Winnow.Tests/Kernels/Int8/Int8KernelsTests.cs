using System.Globalization;
using Winnow.Kernels;
using Winnow.Kernels.Int8;
using Winnow.Kernels.MatMul;

namespace Winnow.Tests.Kernels.Int8;

/// <summary>Which kernels there are, which is taken, and what the assembled one may do to memory.</summary>
public class Int8KernelsTests
{
    [Fact]
    public void Available_NamesAreKnownAndScalarIsLast()
    {
        Assert.All(Int8Kernels.Available, kernel => Assert.Contains(kernel.Name, KernelChoice.Int8Names));
        Assert.Equal("scalar", Int8Kernels.Available[^1].Name);
        Assert.All(MatMulKernels.Available, kernel => Assert.Contains(kernel.Name, KernelChoice.Float32Names));
    }

    [Fact]
    public void Available_TilesFitTheBuffers() => Assert.All(
        Int8Kernels.Available,
        kernel => Assert.True(kernel.TileRows <= Int8Kernel.MaxTileRows && kernel.PanelColumns <= Int8Kernel.MaxPanelColumns));

    [Fact]
    public void ListAvailable_NoExecutableMemory_TheNextServes()
    {
        List<Int8Kernel> kernels = Int8Kernels.ListAvailable(null);
        Assert.DoesNotContain(kernels, kernel => kernel is Int8Avx512Vnni);
        Assert.Equal(Int8Kernels.Available.Where(kernel => kernel is not Int8Avx512Vnni).Select(kernel => kernel.Name), kernels.Select(kernel => kernel.Name));
    }

    [Fact]
    public void Choose_EveryAvailableName_GivesIt() =>
        Assert.All(Int8Kernels.Available, kernel => Assert.Same(kernel, Int8Kernels.Choose(kernel.Name.ToUpperInvariant())));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("vector128")]
    [InlineData("avx512")]
    public void Choose_NothingForInt8_GivesTheBest(string? forced) => Assert.Same(Int8Kernels.Available[0], Int8Kernels.Choose(forced));

    [Fact]
    public void Choose_OneNameForEachSide_EachTakesItsOwn() => Assert.Equal("scalar", Int8Kernels.Choose("avx512, scalar").Name);

    [Fact]
    public void Choose_UnknownName_NamesThoseAvailable()
    {
        var error = Assert.Throws<WinnowException>(() => Int8Kernels.Choose("scalar,mmx"));
        Assert.StartsWith("WINNOW_KERNEL=mmx: no such kernel on this machine. Unset the variable or use one of: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("scalar.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_OfTheAssembledKernel_IsNotWritable()
    {
        var kernel = Int8Kernels.Available[0] as Int8Avx512Vnni;
        Assert.SkipUnless(kernel != null && OperatingSystem.IsLinux(), "Needs AVX-512 VNNI and /proc.");
        string mapping = File.ReadLines("/proc/self/maps").Single(line =>
        {
            string[] ends = line.Split(' ')[0].Split('-');
            nint start = nint.Parse(ends[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            nint end = nint.Parse(ends[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            return kernel.Tiles.Code >= start && kernel.Tiles.Code < end;
        });
        Assert.Equal("r-xp", mapping.Split(' ')[1]);
    }
}

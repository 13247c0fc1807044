using Winnow.Kernels;
using Winnow.Kernels.BFloat16;
using Winnow.Kernels.Int8;
using Winnow.Kernels.MatMul;

namespace Winnow.Tests.Kernels.BFloat16;

/// <summary>Which kernels there are and which is taken.</summary>
public class BFloat16KernelsTests
{
    [Fact]
    public void Available_NamesAreKnownAndScalarIsLast()
    {
        Assert.All(BFloat16Kernels.Available, kernel => Assert.Contains(kernel.Name, KernelChoice.BFloat16Names));
        Assert.Equal("scalar", BFloat16Kernels.Available[^1].Name);
    }

    [Fact]
    public void Available_TilesFitTheBuffers() => Assert.All(
        BFloat16Kernels.Available,
        kernel => Assert.True(kernel.TileRows <= BFloat16Kernel.MaxTileRows && kernel.PanelColumns <= BFloat16Kernel.MaxPanelColumns));

    [Fact]
    public void ListAvailable_NoExecutableMemory_TheNextServes()
    {
        List<BFloat16Kernel> kernels = BFloat16Kernels.ListAvailable(null);
        Assert.DoesNotContain(kernels, kernel => kernel is BFloat16Avx512Bf16);
        Assert.Equal(
            BFloat16Kernels.Available.Where(kernel => kernel is not BFloat16Avx512Bf16).Select(kernel => kernel.Name), kernels.Select(kernel => kernel.Name));
    }

    [Fact]
    public void Choose_EveryAvailableName_GivesIt() =>
        Assert.All(BFloat16Kernels.Available, kernel => Assert.Same(kernel, BFloat16Kernels.Choose(kernel.Name.ToUpperInvariant())));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("avx512vnni")]
    [InlineData("avxvnni")]
    public void Choose_NothingForBFloat16_GivesTheBest(string? forced) => Assert.Same(BFloat16Kernels.Available[0], BFloat16Kernels.Choose(forced));

    [Fact]
    public void Choose_NameOfBFloat16Alone_IsPassedOverByTheOthers()
    {
        Assert.Same(Int8Kernels.Available[0], Int8Kernels.Choose("avx512bf16"));
        Assert.Same(MatMulKernels.Available[0], MatMulKernels.Choose("avx512bf16"));
    }

    [Fact]
    public void Choose_OwnNameThatThisMachineLacks_IsRefusedThoughAnotherSideHasIt()
    {
        var error = Assert.Throws<WinnowException>(() => KernelChoice.Choose("avx512", ["avx2", "scalar"], KernelChoice.BFloat16Names));
        Assert.Equal("WINNOW_KERNEL=avx512: no such kernel on this machine. Unset the variable or use one of: avx2, scalar.", error.Message);
    }
}

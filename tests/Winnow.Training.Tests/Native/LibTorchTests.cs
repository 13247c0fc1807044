using TorchSharp;
using Winnow.Training.Native;

namespace Winnow.Training.Tests.Native;

public class LibTorchTests
{
    [Fact]
    public void Version_OnThisSystem_LoadsAndComputes()
    {
        Assert.StartsWith("2.", LibTorch.Version, StringComparison.Ordinal);
        using torch.Tensor two = torch.ones(3).mul(2);
        Assert.Equal(6, two.sum().item<float>());
    }
}

using System.Runtime.CompilerServices;
using TorchSharp;
using Winnow.Training.Native;

namespace Winnow.Training.Tests;

static class LoadsLibTorch
{
    // Before the first test: afterwards TorchSharp remembers that it could not be loaded.
    [ModuleInitializer]
    internal static void Load()
    {
        _ = LibTorch.Version;
        // Tiny tensors, and tests beside each other: the threads of each would only wait for those of the others.
        torch.set_num_threads(1);
    }
}

using System.Runtime.CompilerServices;
using TorchSharp;
using Winnow.Training.Native;
using Xunit.Sdk;
using Xunit.v3;

// One after the other. A process has one sequence of torch's random numbers; and TorchSharp does not hold the numbers that it passes to native code (docs/training.md), which is
// dangerous where another thread sets off a collection at that moment.
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace Winnow.Training.Tests;

static class LoadsLibTorch
{
    // Before the first test: afterwards TorchSharp remembers that it could not be loaded.
    [ModuleInitializer]
    internal static void Load()
    {
        _ = LibTorch.Version;
        // Tiny tensors: more threads would only wait for each other.
        torch.set_num_threads(1);
    }
}

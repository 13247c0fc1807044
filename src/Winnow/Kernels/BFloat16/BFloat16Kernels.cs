using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Winnow.Kernels.BFloat16;

/// <summary>The bfloat16 kernels of this machine and the choice among them.</summary>
static class BFloat16Kernels
{
    // Assembled when bfloat16 is first wanted: other precisions do not pay for it.
    static readonly Lazy<List<BFloat16Kernel>> _available = new(() => ListAvailable(BFloat16Avx512Bf16.TryCreate()));
    static BFloat16Kernel? _best;

    /// <summary>Gets every kernel that can run here, best first.</summary>
    public static IReadOnlyList<BFloat16Kernel> Available => _available.Value;

    /// <summary>Gets the kernel in use.</summary>
    /// <exception cref="WinnowException"><c>WINNOW_KERNEL</c> names a kernel that this machine cannot run.</exception>
    public static BFloat16Kernel Best => _best ??= Choose(Environment.GetEnvironmentVariable(KernelChoice.Variable));

    internal static BFloat16Kernel Choose(string? forced) =>
        Available[KernelChoice.Choose(forced, [.. Available.Select(kernel => kernel.Name)], KernelChoice.BFloat16Names)];

    internal static List<BFloat16Kernel> ListAvailable(BFloat16Avx512Bf16? assembled)
    {
        List<BFloat16Kernel> kernels = [];
        // Thirty-two products an instruction, twice as many as float32; missing where the system grants no executable memory.
        if (assembled != null)
            kernels.Add(assembled);
        // Widens in registers: no faster than float32, at half the memory.
        if (Avx512F.IsSupported)
            kernels.Add(new BFloat16Avx512());
        // The same with half the lanes.
        if (Avx2.IsSupported && Fma.IsSupported)
            kernels.Add(new BFloat16Avx2());
        // Arm, and x86 without AVX2.
        if (Vector128.IsHardwareAccelerated)
            kernels.Add(new BFloat16Vector128());
        // Always there; slow.
        kernels.Add(new BFloat16Scalar());
        return kernels;
    }
}

using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Winnow.Kernels.MatMul;

/// <summary>The float32 kernels of this machine and the choice among them.</summary>
static class MatMulKernels
{
    static MatMulKernel? _best;

    /// <summary>Gets every kernel that can run here, best first.</summary>
    public static IReadOnlyList<MatMulKernel> Available { get; } = ListAvailable();

    /// <summary>Gets the kernel in use.</summary>
    /// <exception cref="WinnowException"><c>WINNOW_KERNEL</c> names a kernel that this machine cannot run.</exception>
    public static MatMulKernel Best => _best ??= Choose(Environment.GetEnvironmentVariable(KernelChoice.Variable));

    internal static MatMulKernel Choose(string? forced) =>
        Available[KernelChoice.Choose(forced, [.. Available.Select(kernel => kernel.Name)], KernelChoice.Float32Names)];

    static List<MatMulKernel> ListAvailable()
    {
        List<MatMulKernel> kernels = [];
        // Twice the lanes and twice the registers of AVX2.
        if (Avx512F.IsSupported)
            kernels.Add(new MatMulAvx512());
        // Twice the lanes of the 128-bit kernel, and always fused.
        if (Avx2.IsSupported && Fma.IsSupported)
            kernels.Add(new MatMulAvx2());
        // Arm, and x86 without AVX2.
        if (Vector128.IsHardwareAccelerated)
            kernels.Add(new MatMulVector128());
        // Always there; slow.
        kernels.Add(new MatMulScalar());
        return kernels;
    }
}

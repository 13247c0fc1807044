using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Winnow.Kernels.Int8;

/// <summary>The int8 kernels of this machine and the choice among them.</summary>
static class Int8Kernels
{
    static Int8Kernel? _best;

    /// <summary>Gets every kernel that can run here, best first.</summary>
    public static IReadOnlyList<Int8Kernel> Available { get; } = ListAvailable(Int8Avx512Vnni.TryCreate());

    /// <summary>Gets the kernel in use.</summary>
    /// <exception cref="WinnowException"><c>WINNOW_KERNEL</c> names a kernel that this machine cannot run.</exception>
    public static Int8Kernel Best => _best ??= Choose(Environment.GetEnvironmentVariable(KernelChoice.Variable));

    internal static Int8Kernel Choose(string? forced) =>
        Available[KernelChoice.Choose(forced, [.. Available.Select(kernel => kernel.Name)], KernelChoice.Int8Names)];

    internal static List<Int8Kernel> ListAvailable(Int8Avx512Vnni? assembled)
    {
        List<Int8Kernel> kernels = [];
        // Sixty-four products an instruction; missing where the system grants no executable memory.
        if (assembled != null)
            kernels.Add(assembled);
        // Thirty-two products an instruction, exact, without a step through 16 bits.
        if (AvxVnni.IsSupported)
            kernels.Add(new Int8AvxVnni());
        // The 16-bit way needs four instructions for 64 products, and has twice the registers of AVX2.
        if (Avx512BW.IsSupported)
            kernels.Add(new Int8Avx512Bw());
        // Four instructions for 32 products.
        if (Avx2.IsSupported && Fma.IsSupported)
            kernels.Add(new Int8Avx2());
        // Arm since 2018: sixteen products an instruction.
        if (Dp.IsSupported)
            kernels.Add(new Int8AdvSimd());
        // Always there; slow.
        kernels.Add(new Int8Scalar());
        return kernels;
    }
}

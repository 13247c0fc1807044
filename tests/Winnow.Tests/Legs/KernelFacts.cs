using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Winnow.Kernels.Int16;
using Winnow.Kernels.Int8;
using Winnow.Kernels.MatMul;

namespace Winnow.Tests.Legs;

/// <summary>Which instructions a process has, and which kernels it therefore takes.</summary>
/// <param name="HasAvx512">Whether the runtime grants AVX-512.</param>
/// <param name="HasAvx2">Whether it grants AVX2.</param>
/// <param name="HasVector128">Whether its vectors of 128 bits are instructions.</param>
/// <param name="Float32">The name of the float32 kernel.</param>
/// <param name="Int8">The name of the int8 kernel.</param>
/// <param name="Int16">The name of the int16 kernel beside it; "none" where attention stays in float32.</param>
sealed record KernelFacts(bool HasAvx512, bool HasAvx2, bool HasVector128, string Float32, string Int8, string Int16)
{
    const string NoInt16 = "none";

    /// <summary>Gets what this process does.</summary>
    public static KernelFacts InForce => new(
        Avx512F.IsSupported,
        Avx2.IsSupported,
        Vector128.IsHardwareAccelerated,
        MatMulKernels.Best.Name,
        Int8Kernels.Best.Name,
        Int16Kernels.Beside(Int8Kernels.Best.Name)?.Name ?? NoInt16);

    /// <summary>Gives these facts with other kernels.</summary>
    public KernelFacts Taking(string float32, string int8) =>
        this with { Float32 = float32, Int8 = int8, Int16 = int8.EndsWith("vnni", StringComparison.Ordinal) ? int8 : NoInt16 };
}

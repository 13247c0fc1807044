using System.Runtime.Intrinsics.X86;

namespace Winnow.Kernels.Int16;

/// <summary>The int16 kernels of this machine.</summary>
/// <remarks>
/// Only the instructions that multiply and add two pairs in one make 16 bits faster than float32. Elsewhere (AVX2, AVX-512 without VNNI) two instructions
/// do what one fused multiply-add does for half as many floats, which gains nothing: there attention stays in float32.
/// </remarks>
static class Int16Kernels
{
    static readonly Lazy<Int16Avx512Vnni?> _assembled = new(Int16Avx512Vnni.TryCreate);

    /// <summary>Gets every kernel that can run here, best first.</summary>
    public static IReadOnlyList<Int16Kernel> Available
    {
        get
        {
            List<Int16Kernel> kernels = [];
            if (_assembled.Value is { } assembled)
                kernels.Add(assembled);
            if (AvxVnni.IsSupported)
                kernels.Add(new Int16AvxVnni());
            kernels.Add(new Int16Scalar());
            return kernels;
        }
    }

    /// <summary>Gets the kernel that goes with an int8 kernel: the one with the same instructions, or null where float32 is as fast.</summary>
    public static Int16Kernel? Beside(string int8Kernel) => int8Kernel switch
    {
        "avx512vnni" => _assembled.Value,
        "avxvnni" => new Int16AvxVnni(),
        _ => null,
    };
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Winnow.Kernels.Elementwise;
using Vec = System.Runtime.Intrinsics.Vector512<float>;

namespace Winnow.Kernels.BFloat16;

/// <summary>Rounds to bfloat16, the upper 16 bits of a float32: to the nearest, ties to even.</summary>
/// <remarks>
/// The relative error is at most 2^-9. Infinities stay, finite numbers above the largest bfloat16 (3.39e38) become infinite, and NaN stays NaN. What lies
/// below the smallest normal number (1.2e-38) becomes zero with its sign, since the instructions that multiply bfloat16 numbers take it for zero anyway.
/// </remarks>
static class BFloat16Rounding
{
    const uint Sign = 0x8000_0000;
    const uint Exponent = 0x7F80_0000;
    const uint QuietNaN = 0x0040_0000;

    // Just under half of the last place; the last digit that stays is added, so that a tie moves up only where that digit is odd.
    const uint UnderHalf = 0x7FFF;

    /// <summary>Rounds one number: plain, and the oracle of the vector form.</summary>
    public static ushort Round(float x)
    {
        uint bits = BitConverter.SingleToUInt32Bits(x);
        if (float.IsNaN(x))
            bits |= QuietNaN;
        else if ((bits & Exponent) == 0)
            bits &= Sign;
        else
            bits += UnderHalf + (bits >> 16 & 1);
        return (ushort)(bits >> 16);
    }

    /// <summary>Rounds sixteen numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> Round(Vec x)
    {
        Vector512<uint> bits = x.AsUInt32();
        Vector512<uint> rounded = bits + Vector512.Create(UnderHalf) + (Vector512.ShiftRightLogical(bits, 16) & Vector512<uint>.One);
        Vector512<uint> tiny = Vector512.Equals(bits & Vector512.Create(Exponent), Vector512<uint>.Zero);
        rounded = Vector512.ConditionalSelect(tiny, bits & Vector512.Create(Sign), rounded);
        rounded = Vector512.ConditionalSelect(Vector512.Equals(x, x).AsUInt32(), rounded, bits | Vector512.Create(QuietNaN));
        return VectorMath.ToInt16(Vector512.ShiftRightLogical(rounded, 16).AsInt32());
    }

    /// <summary>Gives the float32 that a bfloat16 number is.</summary>
    public static float Widen(ushort x) => BitConverter.UInt32BitsToSingle((uint)x << 16);
}

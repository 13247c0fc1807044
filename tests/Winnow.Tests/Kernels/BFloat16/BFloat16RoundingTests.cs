using System.Runtime.Intrinsics;
using Winnow.Kernels.BFloat16;

namespace Winnow.Tests.Kernels.BFloat16;

/// <summary>Rounding of single numbers: to the nearest, ties to even, and what is not finite stays so.</summary>
public class BFloat16RoundingTests
{
    // Around a tie, and the ends.
    static readonly uint[] LowerHalves = [0, 1, 0x7FFF, 0x8000, 0x8001, 0xFFFF];

    [Theory]
    [InlineData(0x3F80_0000u, 0x3F80)]
    [InlineData(0x3F80_7FFFu, 0x3F80)]
    [InlineData(0x3F80_8000u, 0x3F80)]
    [InlineData(0x3F80_8001u, 0x3F81)]
    [InlineData(0x3F81_8000u, 0x3F82)]
    [InlineData(0xBFFF_8000u, 0xC000)]
    [InlineData(0x7F7F_7FFFu, 0x7F7F)]
    [InlineData(0x7F7F_8000u, 0x7F80)]
    [InlineData(0x7F80_0000u, 0x7F80)]
    [InlineData(0xFF80_0000u, 0xFF80)]
    [InlineData(0x7F80_0001u, 0x7FC0)]
    [InlineData(0xFFFF_FFFFu, 0xFFFF)]
    [InlineData(0x0080_0000u, 0x0080)]
    [InlineData(0x007F_FFFFu, 0x0000)]
    [InlineData(0x8000_0001u, 0x8000)]
    public void Round_Bits_AsDefined(uint bits, int expected) => Assert.Equal((ushort)expected, BFloat16Rounding.Round(BitConverter.UInt32BitsToSingle(bits)));

    [Fact]
    public void Round_EveryBFloat16_StaysAsItIs()
    {
        for (uint upper = 0; upper <= ushort.MaxValue; upper++)
        {
            float value = BFloat16Rounding.Widen((ushort)upper);
            if (float.IsNormal(value) || value == 0 && (upper & 0x7FFF) == 0 || float.IsInfinity(value))
                Assert.Equal(upper, BFloat16Rounding.Round(value));
        }
    }

    [Fact]
    public void Round_Vectors_SameBitsAsOneByOne()
    {
        Span<float> values = stackalloc float[Vector512<float>.Count];
        for (uint upper = 0; upper <= ushort.MaxValue; upper++)
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = BitConverter.UInt32BitsToSingle(upper << 16 | LowerHalves[i % LowerHalves.Length]);
            Vector256<ushort> rounded = BFloat16Rounding.Round(Vector512.Create<float>(values)).AsUInt16();
            for (int i = 0; i < values.Length; i++)
            {
                if (rounded[i] != BFloat16Rounding.Round(values[i]))
                    Assert.Fail($"{upper:X4}{LowerHalves[i % LowerHalves.Length]:X4} became {rounded[i]:X4}.");
            }
        }
    }
}

using System.Runtime.Intrinsics;
using Winnow.Kernels.Elementwise;
using Winnow.Tests.Oracle;

namespace Winnow.Tests.Kernels.Elementwise;

/// <summary>The vector functions against those of double precision, and the ends of their ranges.</summary>
public class VectorMathTests
{
    // The promise is 1e-6; the functions are written for 2e-7.
    const double ErfTolerance = 2.5e-7;
    const double ExpTolerance = 2.5e-7;

    [Fact]
    public void Erf_WholeRange_IsWithinTolerance()
    {
        for (double x = -6; x <= 6; x += 1e-4)
        {
            float argument = (float)x;
            Assert.True(Math.Abs(Erf(argument) - ErrorFunction.Erf(argument)) <= ErfTolerance, $"erf({argument})");
        }
    }

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(float.NegativeInfinity, -1f)]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(1e30f, 1f)]
    public void Erf_Edges_AreExact(float x, float expected) => Assert.Equal(expected, Erf(x), 1.2e-7f);

    [Fact]
    public void Exp_WholeRange_IsWithinTolerance()
    {
        for (double x = -87.3; x <= 88.7; x += 1e-3)
        {
            float argument = (float)x;
            double expected = Math.Exp(argument);
            Assert.True(Math.Abs(Exp(argument) / expected - 1) <= ExpTolerance, $"exp({argument})");
        }
    }

    [Theory]
    [InlineData(0f, 1f)]
    [InlineData(-88f, 0f)]
    [InlineData(-1000f, 0f)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(89f, float.PositiveInfinity)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NaN, float.NaN)]
    public void Exp_Edges_AreExact(float x, float expected) => Assert.Equal(expected, Exp(x));

    [Theory]
    [InlineData(3f, -2f)]
    [InlineData(-2f, -3f)]
    [InlineData(float.PositiveInfinity, 0f)]
    [InlineData(-1f, float.NegativeInfinity)]
    public void MaxAcross_LargestInAnyPlace_IsFound(float largest, float others)
    {
        for (int place = 0; place < 16; place++)
            Assert.Equal(largest, VectorMath.MaxAcross(Vector512.Create(others).WithElement(place, largest)));
    }

    [Fact]
    public void ToInt16_AnyHighHalves_KeepsTheLow()
    {
        int[] words = [0, 1, -1, 32767, 32768, -32768, -32769, 65535, 65536, int.MaxValue, int.MinValue, 0x4B400000, 0x4B401FFF, 0x4B3FE001, 0x1234ABCD, 42];
        Vector256<short> narrow = VectorMath.ToInt16(Vector512.Create(words));
        for (int i = 0; i < words.Length; i++)
            Assert.Equal(unchecked((short)words[i]), narrow[i]);
    }

    static float Erf(float x) => VectorMath.Erf(Vector512.Create(x))[0];

    static float Exp(float x) => VectorMath.Exp(Vector512.Create(x))[0];
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Vec = System.Runtime.Intrinsics.Vector512<float>;

namespace Winnow.Kernels.Elementwise;

/// <summary>The exponential and the error function, sixteen at a time.</summary>
/// <remarks>Both polynomials are Chebyshev interpolations made for this file (degree and interval stand beside them), rounded to float32.</remarks>
static class VectorMath
{
    /// <summary>e^x with a relative error of at most 2e-7. Results under the smallest normal number become 0, those above the largest become infinity; NaN stays NaN.</summary>
    /// <remarks>x = n ln 2 + r with |r| at most ln 2 / 2; e^r by a polynomial of degree 6 (error 2e-8); the exponent bits are set to n.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec Exp(Vec x)
    {
        // 2^n is built as the product of two halves: n itself may be outside the range of one exponent.
        Vec clamped = Clamp(x, -104, 89);
        Vec n = Vector512.Floor(Vector512.MultiplyAddEstimate(clamped, Vector512.Create(1.44269502f), Vector512.Create(0.5f)));
        // ln 2 in two parts: the first has few bits, so that n times it is exact.
        Vec r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-0.693359375f), clamped);
        r = Vector512.MultiplyAddEstimate(n, Vector512.Create(2.12194440e-4f), r);
        Vec p = Vector512.Create(0.00139485812f);
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(0.00837512873f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(0.0416662171f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(0.166664153f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(0.5f));
        p = Vector512.MultiplyAddEstimate(p, r, Vec.One);
        p = Vector512.MultiplyAddEstimate(p, r, Vec.One);
        Vector512<int> exponent = Vector512.ConvertToInt32(n);
        Vector512<int> half = Vector512.ShiftRightArithmetic(exponent, 1);
        Vec scaled = p * PowerOfTwo(half) * PowerOfTwo(exponent - half);
        Vec result = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(-87.3365447f)), Vec.Zero, scaled);
        return Vector512.ConditionalSelect(Vector512.Equals(x, x), result, x);
    }

    /// <summary>erf(x) with an absolute error of at most 2e-7. NaN stays NaN.</summary>
    /// <remarks>erf(x) = x p(x^2) with p of degree 16 in s = x^2 / 8 - 1, fitted on |x| up to 4, where float32 has reached 1.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vec Erf(Vec x)
    {
        Vec clamped = Clamp(x, -4, 4);
        Vec s = Vector512.MultiplyAddEstimate(clamped * clamped, Vector512.Create(0.125f), Vector512.Create(-1f));
        Vec p = Vector512.Create(0.000596425089f);
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(-0.00137281511f));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(0.000616610749f));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(-0.00107694208f));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(0.00557736354f));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(-0.0100859068f));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(0.0139081459f));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(-0.0216625314f));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(0.0332170017f));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(-0.0460143201f));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(0.0598559938f));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(-0.0746875331f));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(0.0902120396f));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(-0.107713364f));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(0.131675005f));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(-0.176576167f));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(0.353531003f));
        Vec erf = Clamp(clamped * p, -1, 1);
        return Vector512.ConditionalSelect(Vector512.Equals(x, x), erf, x);
    }

    /// <summary>The largest of the sixteen, by the processor's own maximum: of NaN and a number it gives either, of two zeros either sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxAcross(Vec x)
    {
        Vector256<float> eight = Vector256.MaxNative(x.GetLower(), x.GetUpper());
        Vector128<float> four = Vector128.MaxNative(eight.GetLower(), eight.GetUpper());
        four = Vector128.MaxNative(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(four, Vector128.Shuffle(four, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    /// <summary>The largest of the sixteen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MaxAcross(Vector512<int> x)
    {
        Vector256<int> eight = Vector256.Max(x.GetLower(), x.GetUpper());
        Vector128<int> four = Vector128.Max(eight.GetLower(), eight.GetUpper());
        four = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    /// <summary>The low halves of the sixteen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> ToInt16(Vector512<int> x) =>
        Avx512F.IsSupported ? Avx512F.ConvertToVector256Int16(x) : Vector256.Narrow(x.GetLower(), x.GetUpper());

    /// <summary>The lowest bytes of the sixteen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ToBytes(Vector512<uint> x)
    {
        if (Avx512F.IsSupported)
            return Avx512F.ConvertToVector128Byte(x);
        Vector256<ushort> halves = Vector256.Narrow(x.GetLower(), x.GetUpper());
        return Vector128.Narrow(halves.GetLower(), halves.GetUpper());
    }

    // IEEE's minimum and maximum take several instructions each. What becomes of NaN here is no matter: callers put it back at their end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vec Clamp(Vec x, float low, float high) => Vector512.MinNative(Vector512.MaxNative(x, Vector512.Create(low)), Vector512.Create(high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vec PowerOfTwo(Vector512<int> exponent) => Vector512.ShiftLeft(exponent + Vector512.Create(127), 23).AsSingle();
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Winnow.Weights;

/// <summary>Turns stored elements into float32, a vector at a time, and notices any NaN or infinity on the way.</summary>
/// <remarks>
/// <para>Each method returns false when an element became NaN or infinite; where it lies is left to a second, slow look. Results equal <see cref="WideningScalar"/> bit for bit.</para>
/// <para><see cref="Vector{T}"/> gives one loop for all instruction sets. The loops run at the speed of memory, so wider registers would not make them faster, and a model is loaded
/// sooner when one loop is compiled and not three. For the same reason they are compiled optimised at the first call.</para>
/// <para>Sources may be unaligned: vectors are loaded as bytes. The caller sees to it that source and destination have the same number of elements.</para>
/// </remarks>
static class Widening
{
    const uint Exponent = 0x7F80_0000;

    /// <summary>IEEE halves: exact, with subnormals, independent of the processor's denormal mode.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static bool Half(ReadOnlySpan<byte> source, Span<float> destination)
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        Vector<uint> bad = Vector<uint>.Zero;
        int i = 0;
        for (; i <= destination.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(Vector.AsVectorUInt16(Vector.LoadUnsafe(ref from, (nuint)(2 * i))), out Vector<uint> low, out Vector<uint> high);
            low = HalfBits(low);
            high = HalfBits(high);
            bad |= NonFinite(low) | NonFinite(high);
            Vector.AsVectorSingle(low).StoreUnsafe(ref to, (nuint)i);
            Vector.AsVectorSingle(high).StoreUnsafe(ref to, (nuint)(i + Vector<uint>.Count));
        }

        bool finite = bad == Vector<uint>.Zero;
        for (; i < destination.Length; i++)
            finite &= float.IsFinite(destination[i] = WideningScalar.Half(source, i));
        return finite;
    }

    /// <summary>bfloat16: the upper 16 bits of a single.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static bool BFloat16(ReadOnlySpan<byte> source, Span<float> destination)
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        Vector<uint> bad = Vector<uint>.Zero;
        int i = 0;
        for (; i <= destination.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(Vector.AsVectorUInt16(Vector.LoadUnsafe(ref from, (nuint)(2 * i))), out Vector<uint> low, out Vector<uint> high);
            low <<= 16;
            high <<= 16;
            bad |= NonFinite(low) | NonFinite(high);
            Vector.AsVectorSingle(low).StoreUnsafe(ref to, (nuint)i);
            Vector.AsVectorSingle(high).StoreUnsafe(ref to, (nuint)(i + Vector<uint>.Count));
        }

        bool finite = bad == Vector<uint>.Zero;
        for (; i < destination.Length; i++)
            finite &= float.IsFinite(destination[i] = WideningScalar.BFloat16(source, i));
        return finite;
    }

    /// <summary>Singles: a copy that looks at what it copies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static bool Single(ReadOnlySpan<byte> source, Span<float> destination)
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        Vector<uint> bad = Vector<uint>.Zero;
        int i = 0;
        for (; i <= destination.Length - Vector<uint>.Count; i += Vector<uint>.Count)
        {
            Vector<uint> bits = Vector.AsVectorUInt32(Vector.LoadUnsafe(ref from, (nuint)i * 4));
            bad |= NonFinite(bits);
            Vector.AsVectorSingle(bits).StoreUnsafe(ref to, (nuint)i);
        }

        bool finite = bad == Vector<uint>.Zero;
        for (; i < destination.Length; i++)
            finite &= float.IsFinite(destination[i] = WideningScalar.Single(source, i));
        return finite;
    }

    /// <summary>Doubles, rounded to the nearest single. Models in this type are rare, so it has no vector loop.</summary>
    internal static bool Double(ReadOnlySpan<byte> source, Span<float> destination)
    {
        bool finite = true;
        for (int i = 0; i < destination.Length; i++)
            finite &= float.IsFinite(destination[i] = WideningScalar.Double(source, i));
        return finite;
    }

    /// <summary>Signed bytes times the scale of their row: one rounding an element. Finite because the scale is checked beforehand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Int8(ReadOnlySpan<byte> source, float scale, Span<float> destination)
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        var factor = new Vector<float>(scale);
        int quarter = Vector<float>.Count;
        int i = 0;
        for (; i <= destination.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(Vector.AsVectorSByte(Vector.LoadUnsafe(ref from, (nuint)i)), out Vector<short> low, out Vector<short> high);
            Vector.Widen(low, out Vector<int> a, out Vector<int> b);
            Vector.Widen(high, out Vector<int> c, out Vector<int> d);
            (Vector.ConvertToSingle(a) * factor).StoreUnsafe(ref to, (nuint)i);
            (Vector.ConvertToSingle(b) * factor).StoreUnsafe(ref to, (nuint)(i + quarter));
            (Vector.ConvertToSingle(c) * factor).StoreUnsafe(ref to, (nuint)(i + 2 * quarter));
            (Vector.ConvertToSingle(d) * factor).StoreUnsafe(ref to, (nuint)(i + 3 * quarter));
        }

        for (; i < destination.Length; i++)
            destination[i] = WideningScalar.Int8(source, i, scale);
    }

    /// <summary>All ones in the lanes whose exponent bits are all set, which are NaN and the infinities.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector<uint> NonFinite(Vector<uint> bits)
    {
        var exponent = new Vector<uint>(Exponent);
        return Vector.Equals(bits & exponent, exponent);
    }

    /// <summary>The bits of the single that equals a half, lane by lane.</summary>
    /// <remarks>
    /// Moving exponent and fraction up by 13 bits leaves the exponent 112 too small; adding it is all that normal numbers need, and infinities and NaN need it twice.
    /// A subnormal half is fraction * 2^-24: with the exponent of 2^-14 put above its fraction it reads as 2^-14 + fraction * 2^-24, and taking 2^-14 away again is exact.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector<uint> HalfBits(Vector<uint> half)
    {
        var rebias = new Vector<uint>(112u << 23);
        var smallest = new Vector<uint>(113u << 23);
        Vector<uint> magnitude = (half & new Vector<uint>(0x7FFF)) << 13;
        Vector<uint> sign = (half & new Vector<uint>(0x8000)) << 16;
        Vector<uint> exponent = magnitude & new Vector<uint>(0x0F80_0000);
        Vector<uint> normal = magnitude + rebias + (Vector.Equals(exponent, new Vector<uint>(0x0F80_0000)) & rebias);
        Vector<uint> subnormal = Vector.AsVectorUInt32(Vector.AsVectorSingle(magnitude | smallest) - Vector.AsVectorSingle(smallest));
        return sign | Vector.ConditionalSelect(Vector.Equals(exponent, Vector<uint>.Zero), subnormal, normal);
    }
}

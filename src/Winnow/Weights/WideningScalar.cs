using System.Buffers.Binary;

namespace Winnow.Weights;

/// <summary>Widening one element at a time, plain enough to be seen right: the oracle of the vector loops, and what their last elements go through.</summary>
static class WideningScalar
{
    internal static float Half(ReadOnlySpan<byte> source, int index) => (float)BinaryPrimitives.ReadHalfLittleEndian(source[(2 * index)..]);

    internal static float BFloat16(ReadOnlySpan<byte> source, int index) =>
        BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(source[(2 * index)..]) << 16);

    internal static float Single(ReadOnlySpan<byte> source, int index) => BinaryPrimitives.ReadSingleLittleEndian(source[(4 * index)..]);

    /// <summary>Rounds to the nearest single; a double beyond the range of singles becomes infinite, and so is refused.</summary>
    internal static float Double(ReadOnlySpan<byte> source, int index) => (float)BinaryPrimitives.ReadDoubleLittleEndian(source[(8 * index)..]);

    internal static float Int8(ReadOnlySpan<byte> source, int index, float scale) => (sbyte)source[index] * scale;

    /// <summary>Finds the first NaN or infinity, or -1.</summary>
    internal static int IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                return i;
        }

        return -1;
    }
}

using System.Runtime.CompilerServices;

namespace Winnow.Weights;

/// <summary>Widens any part of a tensor of one of the supported types.</summary>
static class TensorReader
{
    // Small enough to be looked at again from the cache when an element is bad, large enough to cost nothing.
    const int BlockElements = 1 << 16;

    /// <summary>Reads elements from <paramref name="first"/> on until the destination is full.</summary>
    /// <param name="file">The file that holds the tensor.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="scales">The scales of its rows where it is int8.</param>
    /// <param name="first">The first element, within the tensor; the start of a row where it is int8.</param>
    /// <param name="destination">Where the elements go.</param>
    /// <exception cref="WinnowException">The type is not supported, or an element is NaN or infinite.</exception>
    internal static void Read(SafetensorsFile file, TensorInfo tensor, ReadOnlySpan<float> scales, long first, Span<float> destination)
    {
        CheckType(file, tensor);
        if (tensor.Type == TensorType.I8)
        {
            ReadInt8(file, tensor, scales, first, destination);
            return;
        }

        int size = tensor.Type.BitSize() / 8;
        while (!destination.IsEmpty)
        {
            Span<float> block = destination[..Math.Min(destination.Length, BlockElements)];
            ReadOnlySpan<byte> source = file.GetBytes(tensor, first * size, block.Length * size);
            bool finite = tensor.Type switch
            {
                TensorType.F32 => Widening.Single(source, block),
                TensorType.F16 => Widening.Half(source, block),
                TensorType.BF16 => Widening.BFloat16(source, block),
                _ => Widening.Double(source, block),
            };
            if (!finite)
                throw NotFinite(file, tensor, first, block);
            first += block.Length;
            destination = destination[block.Length..];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void ReadInt8(SafetensorsFile file, TensorInfo tensor, ReadOnlySpan<float> scales, long first, Span<float> destination)
    {
        if (destination.IsEmpty)
            return;
        int columns = (int)tensor.Shape[1];
        for (int row = (int)(first / columns); !destination.IsEmpty; row++)
        {
            Widening.Int8(file.GetBytes(tensor, (long)row * columns, columns), scales[row], destination[..columns]);
            destination = destination[columns..];
        }
    }

    static void CheckType(SafetensorsFile file, TensorInfo tensor)
    {
        if (tensor.Type is TensorType.F32 or TensorType.F16 or TensorType.BF16 or TensorType.F64 or TensorType.I8)
            return;
        throw new WinnowException($"{file.Path}: tensor {ErrorText.Quote(tensor.Name)} is stored as {tensor.Type.Name()}, which cannot be read as a weight. "
            + "Export the model as F32, F16 or BF16, or as int8 with a scale for each row.");
    }

    static WinnowException NotFinite(SafetensorsFile file, TensorInfo tensor, long first, ReadOnlySpan<float> block)
    {
        int index = WideningScalar.IndexOfNonFinite(block);
        string what = float.IsNaN(block[index]) ? "NaN" : tensor.Type == TensorType.F64 ? "infinite or too large for float32" : "infinite";
        return new WinnowException($"{file.Path}: tensor {ErrorText.Quote(tensor.Name)} has an element that is {what}: number {first + index}, counted from 0. "
            + "The model cannot give scores; export it again from sound weights.");
    }
}

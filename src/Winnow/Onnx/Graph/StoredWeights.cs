using System.Runtime.InteropServices;
using Winnow.Onnx.Format;
using Winnow.Weights;

namespace Winnow.Onnx.Graph;

/// <summary>Matrices of a model folder in the forms that a graph needs. They are read when the model is written, a matrix or some rows at a time.</summary>
sealed class StoredWeights(ModelWeights weights)
{
    // Rows that are in memory at a time.
    const int RowBlock = 256;

    const float LargestInt8 = 127;

    /// <summary>Gives a table as float32, as it is stored.</summary>
    public TensorData Rows(string name, int rows, int columns) => new((long)rows * columns * sizeof(float), stream =>
    {
        foreach (float[] block in Blocks(name, rows, columns))
            stream.Write(MemoryMarshal.AsBytes(block.AsSpan()));
    });

    /// <summary>Gives a layer's weights as float32, turned to [inputs, outputs].</summary>
    public TensorData Transposed(string name, int outputs, int inputs) => new((long)outputs * inputs * sizeof(float), stream =>
        stream.Write(MemoryMarshal.AsBytes(Transpose<float>(Read(name, 0, outputs, inputs), outputs, inputs).AsSpan())));

    /// <summary>Gives the scale of each row of a matrix as int8: the stored one, else that which makes the largest magnitude 127.</summary>
    public float[] Scales(string name, int rows, int columns)
    {
        ReadOnlySpan<float> stored = weights.GetRowScales(name);
        if (!stored.IsEmpty)
            return stored.ToArray();
        var scales = new float[rows];
        int row = 0;
        foreach (float[] block in Blocks(name, rows, columns))
        {
            for (int start = 0; start < block.Length; start += columns)
            {
                float largest = 0;
                foreach (float weight in block.AsSpan(start, columns))
                    largest = Math.Max(largest, Math.Abs(weight));
                // A row of zeros has no scale of its own. Nor must one be too small for its inverse.
                scales[row++] = largest < 1e-30f ? 1 : largest / LargestInt8;
            }
        }

        return scales;
    }

    /// <summary>Gives a table as int8.</summary>
    public TensorData Int8Rows(string name, int rows, int columns, float[] scales) => new((long)rows * columns, stream =>
    {
        int row = 0;
        foreach (float[] block in Blocks(name, rows, columns))
        {
            stream.Write(MemoryMarshal.AsBytes(Quantize(block, columns, scales.AsSpan(row)).AsSpan()));
            row += block.Length / columns;
        }
    });

    /// <summary>Gives a layer's weights as int8, turned to [inputs, outputs].</summary>
    public TensorData Int8Transposed(string name, int outputs, int inputs, float[] scales) => new((long)outputs * inputs, stream =>
        stream.Write(MemoryMarshal.AsBytes(Transpose<sbyte>(Quantize(Read(name, 0, outputs, inputs), inputs, scales), outputs, inputs).AsSpan())));

    static T[] Transpose<T>(T[] matrix, int rows, int columns)
    {
        var turned = new T[matrix.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                turned[column * rows + row] = matrix[row * columns + column];
        }

        return turned;
    }

    // A stored int8 was multiplied by the same scale when it was read, so dividing and rounding gives it back as it was.
    static sbyte[] Quantize(float[] matrix, int columns, ReadOnlySpan<float> scales)
    {
        var quantized = new sbyte[matrix.Length];
        for (int i = 0; i < matrix.Length; i++)
            quantized[i] = (sbyte)Math.Clamp(MathF.Round(matrix[i] / scales[i / columns]), sbyte.MinValue, LargestInt8);
        return quantized;
    }

    IEnumerable<float[]> Blocks(string name, int rows, int columns)
    {
        for (int row = 0; row < rows; row += RowBlock)
            yield return Read(name, row, Math.Min(RowBlock, rows - row), columns);
    }

    float[] Read(string name, int firstRow, int rows, int columns)
    {
        var block = new float[checked(rows * columns)];
        weights.ReadRows(name, firstRow, rows, block);
        return block;
    }
}

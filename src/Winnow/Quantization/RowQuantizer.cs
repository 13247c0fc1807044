using System.Runtime.CompilerServices;

namespace Winnow.Quantization;

/// <summary>Rounds the rows of a matrix to int8, each with a scale of its own.</summary>
static class RowQuantizer
{
    const int Largest = 127;

    // A row of zeros needs a scale too, and the reader refuses zero.
    const float SmallestScale = 1e-12f;

    // The largest scale that the reader accepts; only a row that reaches the end of float32 comes near.
    const float LargestScale = float.MaxValue / 128;

    /// <summary>Gets the scale with which the largest magnitude of a row becomes 127.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Scale(ReadOnlySpan<float> row)
    {
        float largest = 0;
        foreach (float value in row)
            largest = MathF.Max(largest, MathF.Abs(value));
        return Math.Clamp(largest / Largest, SmallestScale, LargestScale);
    }

    /// <summary>Rounds a row to the nearest multiples of its scale, halves to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Round(ReadOnlySpan<float> row, float scale, Span<sbyte> target)
    {
        // Divided, not multiplied by the inverse: PyTorch's quantizers divide, and the bytes should be theirs.
        for (int i = 0; i < row.Length; i++)
            target[i] = (sbyte)Math.Clamp(MathF.Round(row[i] / scale), -Largest, Largest);
    }
}

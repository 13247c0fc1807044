namespace Winnow.Models.Layers;

/// <summary>Rotary position embedding: turns each pair of elements of a head by an angle that grows with the position.</summary>
/// <remarks>
/// Element i is paired with i + d / 2 of its head of d elements, at the angle <c>position * theta^(-2 i / d)</c> (Su et al., RoFormer, 2021; the halves
/// are paired as in GPT-NeoX). Safe for concurrent use: the table of sines and cosines is replaced by a longer one when a longer sequence comes.
/// </remarks>
sealed unsafe class RotaryEmbedding(int headSize, double theta)
{
    readonly Lock _growth = new();
    Table _table = new(0, headSize, theta);

    /// <summary>Makes the table long enough for positions below <paramref name="length"/>.</summary>
    public void EnsureLength(int length)
    {
        if (_table.Length >= length)
            return;
        lock (_growth)
        {
            if (_table.Length < length)
                _table = new Table((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length), headSize, theta);
        }
    }

    /// <summary>Turns rows of heads in place.</summary>
    /// <param name="rows">The first row.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="width">Floats of a row that are turned: heads times head size.</param>
    /// <param name="positions">Each row's position.</param>
    /// <param name="count">The number of rows.</param>
    public void Apply(float* rows, nint stride, int width, int* positions, int count)
    {
        Table table = _table;
        int half = headSize / 2;
        for (int row = 0; row < count; row++, rows += stride)
        {
            ReadOnlySpan<float> cosines = table.Cosines.AsSpan(positions[row] * half, half);
            ReadOnlySpan<float> sines = table.Sines.AsSpan(positions[row] * half, half);
            for (float* head = rows; head < rows + width; head += headSize)
            {
                for (int i = 0; i < half; i++)
                {
                    float a = head[i], b = head[i + half];
                    head[i] = a * cosines[i] - b * sines[i];
                    head[i + half] = b * cosines[i] + a * sines[i];
                }
            }
        }
    }

    sealed class Table
    {
        public Table(int length, int headSize, double theta)
        {
            int half = headSize / 2;
            Length = length;
            Cosines = new float[length * half];
            Sines = new float[length * half];
            for (int i = 0; i < half; i++)
            {
                // The reference computes frequencies and angles in float32; at position 8,000 the rounding is visible, so it is done the same way here.
                float frequency = 1 / MathF.Pow((float)theta, 2f * i / headSize);
                for (int position = 0; position < length; position++)
                {
                    (float sine, float cosine) = MathF.SinCos(position * frequency);
                    Cosines[position * half + i] = cosine;
                    Sines[position * half + i] = sine;
                }
            }
        }

        public int Length { get; }

        public float[] Cosines { get; }

        public float[] Sines { get; }
    }
}

using System.Runtime.CompilerServices;

namespace Winnow.Quantization;

/// <summary>Measures how far int8 values lie from the weights that they stand for.</summary>
sealed class RoundingError
{
    double _squaredErrors;
    double _squaredWeights;

    /// <summary>Gets the largest distance.</summary>
    public double Largest { get; private set; }

    /// <summary>Gets the matrix with the largest distance.</summary>
    public string? LargestTensor { get; private set; }

    /// <summary>Gets the length of all distances as one vector, divided by that of all weights.</summary>
    public double Relative => _squaredWeights > 0 ? Math.Sqrt(_squaredErrors / _squaredWeights) : 0;

    /// <summary>Adds a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(string tensor, ReadOnlySpan<float> row, float scale, ReadOnlySpan<sbyte> rounded)
    {
        double largest = 0;
        for (int i = 0; i < row.Length; i++)
        {
            double weight = row[i];
            // The float32 product is the value that a reader gets.
            double error = Math.Abs(weight - (rounded[i] * scale));
            largest = Math.Max(largest, error);
            _squaredErrors += error * error;
            _squaredWeights += weight * weight;
        }

        if (largest > Largest)
        {
            Largest = largest;
            LargestTensor = tensor;
        }
    }
}

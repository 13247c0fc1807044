using System.Runtime.CompilerServices;

namespace Winnow.Weights;

/// <summary>The scales of int8 weights: found, checked and widened when they are first asked for.</summary>
sealed class RowScales(ModelWeights weights)
{
    // The largest int8 magnitude is 128; a larger scale would make products infinite.
    const float Largest = float.MaxValue / 128;

    readonly Dictionary<string, float[]> _scales = new(StringComparer.Ordinal);
    readonly Lock _lock = new();

    /// <summary>Says whether a tensor only serves a quantised one, so that its elements are no parameters of the model.</summary>
    internal static bool IsQuantisationData(ModelWeights weights, string name)
    {
        if (name.EndsWith(".weight_scale", StringComparison.Ordinal) || name.EndsWith(".weight_zero_point", StringComparison.Ordinal))
            return true;
        return IsBeside(weights, name, "_scale") || IsBeside(weights, name, "_zero_point");
    }

    /// <summary>Gets the scale of each row of an int8 tensor; nothing for other types.</summary>
    /// <exception cref="WinnowException">The scales are missing or not valid.</exception>
    internal float[] Get(string name)
    {
        TensorInfo weight = weights.Info(name);
        if (weight.Type != TensorType.I8)
            return [];
        lock (_lock)
        {
            if (!_scales.TryGetValue(name, out float[]? scales))
                _scales.Add(name, scales = Load(weight));
            return scales;
        }
    }

    static bool IsBeside(ModelWeights weights, string name, string suffix) =>
        name.EndsWith(suffix, StringComparison.Ordinal) && weights.Tensors.TryGetValue(name[..^suffix.Length], out TensorInfo? weight) && weight.Type == TensorType.I8;

    // Optimised at once: an embedding has tens of thousands of rows, and compiling this twice takes longer than running it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static int IndexOfBad(ReadOnlySpan<float> scales)
    {
        for (int row = 0; row < scales.Length; row++)
        {
            if (scales[row] is <= 0 or > Largest)
                return row;
        }

        return -1;
    }

    float[] Load(TensorInfo weight)
    {
        string scaleName = weight.Name + "_scale";
        if (!weights.Tensors.TryGetValue(scaleName, out TensorInfo? scale))
        {
            throw Fail(weight, $"is int8, and {ErrorText.Quote(scaleName)} with the scale of each row is not there. "
                + "Export the model with it (the int-quantized layout of compressed-tensors), or as F32, F16 or BF16.");
        }

        if (weight.Shape.Count != 2 || weight.Shape[0] > int.MaxValue || weight.Shape[1] > int.MaxValue)
            throw Fail(weight, $"is int8 with the shape {ErrorText.Shape(weight.Shape)}; only matrices can be int8. Export it as F32, F16 or BF16.");
        if (scale.Type is not (TensorType.F32 or TensorType.F16 or TensorType.BF16))
            throw Fail(scale, $"is stored as {scale.Type.Name()}; the scales of int8 weights must be F32, F16 or BF16. Export the model again.");
        if (scale.Shape.Count != 2 || scale.Shape[0] != weight.Shape[0] || scale.Shape[1] != 1)
        {
            throw Fail(scale, $"should have the shape [{weight.Shape[0]},1], one scale for each row of {ErrorText.Quote(weight.Name)}, and has {ErrorText.Shape(scale.Shape)}. "
                + "Export the model with a scale for each row (strategy \"channel\").");
        }

        CheckSymmetric(weight);
        var values = new float[scale.ElementCount];
        TensorReader.Read(weights.Owner(scale), scale, [], 0, values);
        int row = IndexOfBad(values);
        return row < 0
            ? values
            : throw Fail(scale, $"has the scale {values[row]:R} for row {row}; a scale must be above 0 and at most {Largest:R}. Export the model again.");
    }

    /// <summary>A zero point other than zero would shift every value, so it must not be passed over.</summary>
    void CheckSymmetric(TensorInfo weight)
    {
        if (weights.Tensors.TryGetValue(weight.Name + "_zero_point", out TensorInfo? zeroPoint) && weights.GetBytes(zeroPoint).ContainsAnyExcept((byte)0))
            throw Fail(zeroPoint, "is not all zero; only symmetric int8 is supported. Export the model with \"symmetric\": true.");
    }

    WinnowException Fail(TensorInfo tensor, string what) => new($"{weights.Owner(tensor).Path}: tensor {ErrorText.Quote(tensor.Name)} {what}");
}

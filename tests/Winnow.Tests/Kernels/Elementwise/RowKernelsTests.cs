using Winnow.Kernels.Elementwise;

namespace Winnow.Tests.Kernels.Elementwise;

/// <summary>Layer normalisation, softmax and the small sums and products, over every length around a vector.</summary>
public class RowKernelsTests
{
    public static IEnumerable<int> Lengths => [.. Enumerable.Range(1, 70), 257, 384, 1000];

    [Fact]
    public void LayerNormalization_EveryLength_EqualsTheFormula()
    {
        foreach (int length in Lengths)
        {
            // A large mean: one pass with E[x^2] - E[x]^2 would lose all digits.
            float[] x = Values(length, 1, 1000), weight = Values(length, 2, 1), bias = Values(length, 3, 0), result = new float[length];
            LayerNormalization.Apply(x, weight, bias, 1e-5f, result);
            double mean = x.Average(value => (double)value), variance = x.Average(value => (value - mean) * (value - mean));
            for (int i = 0; i < length; i++)
                Assert.Equal((x[i] - mean) / Math.Sqrt(variance + 1e-5) * weight[i] + bias[i], result[i], 2e-3);
        }
    }

    [Fact]
    public void LayerNormalization_EqualElementsWithoutEpsilon_GivesTheBias()
    {
        float[] result = new float[20];
        LayerNormalization.Apply(Enumerable.Repeat(3f, 20).ToArray(), Values(20, 1, 1), Values(20, 2, 0), 0, result);
        Assert.Equal(Values(20, 2, 0), result);
    }

    [Fact]
    public void SoftmaxExponentials_EveryLength_SumToOne()
    {
        foreach (int length in Lengths)
        {
            float[] scores = Values(length, length, 500), original = [.. scores];
            float factor = Softmax.Exponentials(scores);
            double max = original.Max(), sum = original.Sum(score => Math.Exp(score - max));
            for (int i = 0; i < length; i++)
                Assert.Equal(Math.Exp(original[i] - max) / sum, scores[i] * factor, 1e-6);
        }
    }

    [Fact]
    public void Products_EveryLength_EqualPlainLoops()
    {
        foreach (int length in Lengths)
        {
            float[] a = Values(length, 1, 0), b = Values(length, 2, 0), product = new float[length], sum = [.. a], scaled = [.. a];
            Products.Multiply(a, b, product);
            Products.Add(sum, b);
            Products.Scale(scaled, 1.5f);
            for (int i = 0; i < length; i++)
            {
                Assert.Equal(a[i] * b[i], product[i]);
                Assert.Equal(a[i] + b[i], sum[i]);
                Assert.Equal(a[i] * 1.5f, scaled[i]);
            }
        }
    }

    static float[] Values(int length, int seed, float mean)
    {
        var random = new Random(seed);
        var values = new float[length];
        foreach (ref float value in values.AsSpan())
            value = mean + (random.NextSingle() - 0.5f) * 8;
        return values;
    }
}

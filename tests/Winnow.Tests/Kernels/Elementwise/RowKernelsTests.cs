using Winnow.Kernels.Elementwise;

namespace Winnow.Tests.Kernels.Elementwise;

/// <summary>Layer normalisation, softmax and the small sums and products, over every length around a vector.</summary>
public unsafe class RowKernelsTests
{
    // Half a weight, and what the polynomial (3.5e-6 of 8191) and the roundings of float32 may add.
    const double WeightTolerance = 0.54;

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
    public void LayerNormalization_AddAndApplyOfEveryLength_IsTheNormOfTheSum()
    {
        foreach (int length in Lengths)
        {
            float[] x = Values(length, 1, 3), addend = Values(length, 4, 1), weight = Values(length, 2, 1), bias = Values(length, 3, 0), expected = new float[length];
            LayerNormalization.Apply([.. x.Zip(addend, (a, b) => a + b)], weight, bias, 1e-5f, expected);
            LayerNormalization.AddAndApply(x, addend, weight, bias, 1e-5f);
            Assert.Equal(expected, x);
        }
    }

    [Fact]
    public void SoftmaxExponentials_EveryLength_SumToOne()
    {
        foreach (int length in Lengths)
        {
            float[] scores = Values(length, length, 500), original = [.. scores];
            float factor = Softmax.Exponentials(scores, original.Max());
            double max = original.Max(), sum = original.Sum(score => Math.Exp(score - max));
            for (int i = 0; i < length; i++)
                Assert.Equal(Math.Exp(original[i] - max) / sum, scores[i] * factor, 1e-6);
        }
    }

    [Fact]
    public void SoftmaxWeights_EveryLength_AreTheRoundedExponentials()
    {
        foreach (int length in Enumerable.Range(1, 300))
        {
            // Far from zero, and from few weights that vanish to many.
            float[] scores = [.. Values(length, length, 0).Select(score => 500 + score * (1 + length % 5))];
            (short[] weights, int sum) = Weights(scores);
            double max = scores.Max();
            for (int i = 0; i < length; i++)
            {
                double expected = Softmax.LargestWeight * Math.Exp(scores[i] - max);
                Assert.True(Math.Abs(expected - weights[i]) <= WeightTolerance, $"{length} scores, {scores[i]} under {max}: {weights[i]}, not {expected}");
            }

            Assert.Equal(Softmax.LargestWeight, weights[Array.IndexOf(scores, scores.Max())]);
            Assert.Equal(weights.Sum(weight => weight), sum);
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-500f)]
    [InlineData(12345.678f)]
    [InlineData(-1e8f)]
    [InlineData(3e30f)]
    [InlineData(float.MinValue)]
    [InlineData(float.MaxValue)]
    public void SoftmaxWeights_EqualScoresOfAnySize_AreTheLargest(float score)
    {
        float[] scores = new float[528];
        Array.Fill(scores, score);
        (short[] weights, int sum) = Weights(scores);
        Assert.Equal([(short)Softmax.LargestWeight], weights.Distinct());
        Assert.Equal(528 * Softmax.LargestWeight, sum);
    }

    [Fact]
    public void SoftmaxWeights_FarBelowTheLargest_AreZero()
    {
        float[] scores = [7, 7 - 9.71f, 7 - 20.7f, -14, -80, -1e4f, -1e30f, float.MinValue, float.NegativeInfinity, 7 - 9.69f];
        Assert.Equal([Softmax.LargestWeight, 0, 0, 0, 0, 0, 0, 0, 0, 1], Weights(scores).Weights);
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

    // Also checks that zeros fill up the last vector, and that nothing is written behind it.
    static (short[] Weights, int Sum) Weights(float[] scores)
    {
        const short canary = 77;
        int wide = (scores.Length + 15) / 16 * 16;
        float[] padded = new float[wide + 1];
        Array.Fill(padded, canary);
        scores.CopyTo(padded, 0);
        short[] weights = new short[wide + 1];
        Array.Fill(weights, canary);
        float max = scores.Max(), sum;
        fixed (float* source = padded)
        fixed (short* target = weights)
            Softmax.Weights(source, wide, 1, scores.Length, &max, target, &sum);
        Assert.All(weights[scores.Length..wide], weight => Assert.Equal(0, weight));
        Assert.Equal((canary, canary), (padded[wide], weights[wide]));
        return (weights[..scores.Length], (int)sum);
    }

    [Fact]
    public void SoftmaxWeights_SeveralRows_EachAsAlone()
    {
        const int rows = 5, count = 37, stride = 64;
        float[] scores = Values(rows * stride, 3, 0), maxima = new float[rows], sums = new float[rows];
        float[][] alone = [.. Enumerable.Range(0, rows).Select(row => scores[(row * stride)..(row * stride + count)])];
        for (int row = 0; row < rows; row++)
            maxima[row] = alone[row].Max();
        short[] weights = new short[rows * stride];
        fixed (float* source = scores, max = maxima, sum = sums)
        fixed (short* target = weights)
            Softmax.Weights(source, stride, rows, count, max, target, sum);
        for (int row = 0; row < rows; row++)
        {
            (short[] expected, int sum) = Weights(alone[row]);
            Assert.Equal(expected, weights[(row * stride)..(row * stride + count)]);
            Assert.Equal(sum, sums[row]);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void SoftmaxWeights_MaximumNotFinite_TheSumIsNaN(float max)
    {
        float* scores = stackalloc float[16];
        short* weights = stackalloc short[16];
        float sum;
        Softmax.Weights(scores, 16, 1, 16, &max, weights, &sum);
        Assert.Equal(float.NaN, sum);
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

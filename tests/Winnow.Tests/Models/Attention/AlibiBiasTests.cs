using Winnow.Kernels.Elementwise;
using Winnow.Models.Attention;

namespace Winnow.Tests.Models.Attention;

/// <summary>Scores with linear biases against the formula, and what is not finite among them.</summary>
public unsafe class AlibiBiasTests
{
    const float Slope = 1 / 64f, Scale = 0.25f;

    const int Query = 5, FirstKey = 2;

    [Fact]
    public void Apply_EveryLength_ScoresAndFindsTheLargest()
    {
        var random = new Random(31);
        for (int length = 1; length <= 70; length++)
        {
            float[] products = [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() - 0.5f) * 40)], scores = [.. products];
            float max = Apply(scores);
            for (int key = 0; key < length; key++)
                Assert.Equal(products[key] * Scale - Slope * Math.Abs(FirstKey + key - Query), scores[key], 1e-5f);
            Assert.Equal(scores.Max(), max);
        }
    }

    [Fact]
    public void Apply_SeveralQueries_EachAsAloneAndNothingBesideTheirKeys()
    {
        const int queries = 3, stride = 80;
        var random = new Random(32);
        for (int length = 1; length <= 70; length++)
        {
            float[] products = [.. Enumerable.Range(0, queries * stride).Select(_ => (random.NextSingle() - 0.5f) * 40)], scores = [.. products];
            float[] maxima = new float[queries];
            fixed (float* start = scores)
            fixed (float* most = maxima)
                new AlibiBias([Slope], Scale).Apply(start, stride, queries, length, Query, FirstKey, default, null, most);
            for (int row = 0; row < queries; row++)
            {
                int first = row * stride;
                float[] alone = products[first..(first + length)];
                Assert.Equal(new AlibiBias([Slope], Scale).Apply(alone, Query + row, FirstKey, default, null), maxima[row]);
                Assert.Equal(alone, scores[first..(first + length)]);
                Assert.Equal(products[(first + length)..(first + stride)], scores[(first + length)..(first + stride)]);
            }
        }
    }

    [Fact]
    public void Apply_NaNInAnyPlace_StaysInTheSoftmax()
    {
        const int length = 53;
        for (int place = 0; place < length; place++)
        {
            // The maximum may be that of the others: what is subtracted from NaN must not matter, nor what infinities make of the rest.
            foreach (float others in (float[])[1, float.NegativeInfinity, float.PositiveInfinity, float.NaN])
            {
                float[] scores = new float[length];
                Array.Fill(scores, others);
                scores[place] = float.NaN;
                Assert.Equal(float.NaN, Softmax.Exponentials(scores, Apply(scores)));
            }
        }
    }

    static float Apply(float[] scores) => new AlibiBias([Slope], Scale).Apply(scores, Query, FirstKey, default, null);
}

using Winnow.Kernels.Int16;
using Winnow.Models.Attention;

namespace Winnow.Tests.Models.Attention;

/// <summary>Attention in 16-bit integers: near that in double precision for every length, and the same bits on every kernel and in every piece.</summary>
public class Int16AttentionTests
{
    // Of the largest value of an element. Its integers are off by half of 1/495 of that, which one key with nearly all of the weight passes on in full. The
    // weights of up to 528 keys are off by half of 1/8191 of the largest each: simulated alone, where that one is not large beside the others' sum, they add up
    // to 1.4 of 1/495 in the worst of five thousand sums. What queries and keys lack is a tenth of that.
    const double Tolerance = 2.5 / 495;

    // Around one key, a vector, a panel, a tile, a piece, and one, two and three blocks of keys.
    static readonly int[] LongLengths = [127, 240, 241, 511, 512, 527, 528, 529, 530, 1056, 1057, 1600];

    static readonly int[] HeadSizes = [8, 16, 20, 32, 64, 80, 128];

    public static TheoryData<string, int> PositionsAndHeadSizes => new MatrixTheoryData<string, int>(PositionsUnderTest.Names, HeadSizes);

    public static TheoryData<string> Positions => [.. PositionsUnderTest.Names];

    [Theory]
    [MemberData(nameof(PositionsAndHeadSizes))]
    public void Run_EveryLength_IsNearDoublePrecision(string positions, int headSize)
    {
        var attention = new Int16Attention(Int16Kernels.Available[0]);
        double worst = 0;
        foreach (int length in Enumerable.Range(1, 70).Concat(LongLengths))
        {
            using HeadUnderTest head = HeadUnderTest.Random(length, headSize, spread: 1 + length % 3);
            using var bias = new PositionsUnderTest(positions, head);
            float[][] results = head.Run(attention, bias.Bias);
            // The last query and, of longer sequences, some of the others.
            int step = 1 + length / 5;
            for (int query = length - 1; query >= 0; query -= step)
            {
                double deviation = Deviation(head, head.Expected(query, bias.Score), results[query]);
                Assert.True(deviation <= Tolerance, $"{positions}, {length} tokens of {headSize}, query {query}: {deviation * 495:F3} steps");
                worst = Math.Max(worst, deviation);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{positions}, {headSize}: largest deviation {worst * 495:F3} steps");
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public void Run_EveryKernel_SameBits(string positions)
    {
        // The last sequence is cut into blocks of 384 keys: the smaller window ends before, in and behind the first of them, all within a tile of 8 queries.
        (int, int, int)[] cases = [(1, 8, 0), (7, 20, 0), (40, 64, 3), (241, 80, 200), (530, 20, 256), (1057, 50, 336)];
        foreach ((int length, int headSize, int first) in cases)
        {
            using HeadUnderTest head = HeadUnderTest.Random(length, headSize, spread: 2);
            using var bias = new PositionsUnderTest(positions, head);
            int count = Math.Min(75, length - first);
            float[][] expected = head.Run(new Int16Attention(new Int16Scalar()), bias.Bias, first, count);
            foreach (Int16Kernel kernel in Int16Kernels.Available)
            {
                float[][] results = head.Run(new Int16Attention(kernel), bias.Bias, first, count);
                for (int query = 0; query < count; query++)
                    AssertSameBits(expected[query], results[query], $"{kernel.Name}, {positions}, {length} tokens of {headSize}, query {first + query}");
            }
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("alibi")]
    [InlineData("steep alibi")]
    [InlineData("interaction")]
    [InlineData("steep interaction")]
    [InlineData("relative")]
    public void Run_OtherPieces_SameBits(string positions)
    {
        var attention = new Int16Attention(Int16Kernels.Available[0]);
        foreach ((int length, int headSize) in (ReadOnlySpan<(int, int)>)[(20, 8), (300, 20), (530, 64), (1057, 32)])
        {
            using HeadUnderTest head = HeadUnderTest.Random(length, headSize);
            using var bias = new PositionsUnderTest(positions, head);
            float[][] expected = head.Run(attention, bias.Bias);
            foreach (int count in (int[])[1, 3, 8, 13, 100, length])
            {
                for (int first = 0; first < length; first += Math.Max(count, length / 5))
                {
                    float[][] results = head.Run(attention, bias.Bias, first, Math.Min(count, length - first));
                    for (int query = 0; query < results.Length; query++)
                        AssertSameBits(expected[first + query], results[query], $"{positions}, {length} tokens of {headSize}, query {query} from {first}");
                }
            }
        }
    }

    [Theory]
    [InlineData("alibi")]
    [InlineData("steep alibi")]
    [InlineData("interaction")]
    [InlineData("steep interaction")]
    public void Run_FarKeysLeftOut_SameBitsAsWithThem(string positions)
    {
        foreach (Int16Kernel kernel in Int16Kernels.Available)
        {
            var attention = new Int16Attention(kernel);
            foreach (int length in (int[])[1, 15, 16, 17, 47, 64, 100, 128, 200, 431, 528, 529, 800, 1057])
            {
                foreach (float spread in (float[])[0, 0.1f, 1, 6])
                {
                    using HeadUnderTest head = HeadUnderTest.Random(length, 20, spread);
                    using var bias = new PositionsUnderTest(positions, head);
                    float[][] expected = head.Run(attention, new NothingLeftOut(bias.Bias)), results = head.Run(attention, bias.Bias);
                    for (int query = 0; query < length; query++)
                        AssertSameBits(expected[query], results[query], $"{kernel.Name}, {positions}, {length} tokens, spread {spread}, query {query}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public void Run_OtherNeighboursInMemory_SameBits(string positions)
    {
        foreach (Int16Kernel kernel in Int16Kernels.Available)
        {
            foreach (int headSize in (int[])[8, 20, 50])
            {
                using HeadUnderTest head = HeadUnderTest.Random(75, headSize), beside = HeadUnderTest.Random(75, headSize, neighbours: 1e30f);
                using PositionsUnderTest bias = new(positions, head), besideBias = new(positions, beside);
                float[][] expected = head.Run(new Int16Attention(kernel), bias.Bias), results = beside.Run(new Int16Attention(kernel), besideBias.Bias);
                for (int query = 0; query < 75; query++)
                    AssertSameBits(expected[query], results[query], $"{kernel.Name}, {positions}, head size {headSize}, query {query}");
            }
        }
    }

    [Theory]
    [InlineData(40)]
    [InlineData(1057)]
    public void Run_AllScoresEqual_GivesTheMean(int length)
    {
        using HeadUnderTest head = HeadUnderTest.Random(length, 20, spread: 0);
        double[] mean = head.Expected(0, (_, _) => 0);
        Assert.All(Run(head), result => AssertNear(head, mean, result));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(1057)]
    public void Run_ValuesZero_GivesZeros(int length)
    {
        using HeadUnderTest head = HeadUnderTest.Random(length, 20);
        for (int token = 0; token < length; token++)
            head.Value(token).Clear();
        Assert.All(Run(head), result => Assert.All(result, element => Assert.Equal(0, element)));
    }

    [Theory]
    [InlineData(40, 3, 100f)]
    [InlineData(1057, 3, 100f)]
    [InlineData(1057, 1000, 100f)]
    [InlineData(40, 3, 1e8f)]
    [InlineData(1057, 3, 1e8f)]
    [InlineData(1057, 1000, 1e8f)]
    [InlineData(40, 3, 1e18f)]
    [InlineData(1057, 1000, 1e18f)]
    public void Run_OneHugeScore_GivesItsValue(int length, int key, float size)
    {
        using HeadUnderTest head = HeadUnderTest.Random(length, 20);
        for (int token = 0; token < length; token++)
            head.Query(token).Fill(size);
        head.Key(key).Fill(size);
        double[] value = [.. head.Value(key).ToArray()];
        Assert.All(Run(head), result => AssertNear(head, value, result));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(1057)]
    public void Run_HugeScoresAllEqual_GivesTheMean(int length)
    {
        // Near the largest float: what rounds at that size must not pass for a difference.
        using HeadUnderTest head = HeadUnderTest.Random(length, 8);
        for (int token = 0; token < length; token++)
        {
            head.Query(token).Fill(3e18f);
            head.Key(token).Fill(7e18f);
        }

        double[] mean = head.Expected(0, (_, _) => 0);
        Assert.All(Run(head), result => AssertNear(head, mean, result));
    }

    [Fact]
    public void Run_FarKeyThatOvercomesItsSlope_IsSeen()
    {
        const int length = 1600, headSize = 32, far = 1590;
        using HeadUnderTest head = HeadUnderTest.Random(length, headSize);
        using var bias = new PositionsUnderTest("alibi", head);
        // At query 0 the slope takes 25 from that key: without its product there would be nothing of it.
        head.Query(0).Fill(1);
        head.Key(far).Fill((1590 / 64f + 3) / (headSize * head.Scale));
        double[] expected = head.Expected(0, bias.Score);
        float[] result = head.Run(new Int16Attention(Int16Kernels.Available[0]), bias.Bias)[0];
        AssertNear(head, expected, result);
        head.Key(far).Clear();
        Assert.True(Deviation(head, head.Expected(0, bias.Score), result) > 0.1);
    }

    [Theory]
    [InlineData(1 / 510.0)]
    [InlineData(1 / 1000.0)]
    [InlineData(1 / 4000.0)]
    public void Run_ThousandWeakKeysBesideAStrongOne_KeepTheirPart(double share)
    {
        const int length = 1001, headSize = 16, strong = 700;
        using var head = new HeadUnderTest(length, headSize);
        head.Query(0).Fill(1);
        for (int key = 0; key < length; key++)
            head.Value(key).Fill(key == strong ? -1 : 1);
        head.Key(strong).Fill((float)(-Math.Log(share) / (headSize * head.Scale)));
        double weak = 1000 * share, expected = (weak - 1) / (weak + 1);
        float[] result = head.Run(new Int16Attention(Int16Kernels.Available[0]), new NoPositionBias(head.Scale), 0, 1)[0];
        // Each of the weak weights is off by up to half a unit, all of them in one direction, and the values differ by 2 from the strong one's.
        double tolerance = 1000 * 0.5 / 8191 * 2 / (1 + weak) * (1 - expected) / 2 + Tolerance;
        Assert.All(result, element => Assert.Equal(expected, element, tolerance));
        TestContext.Current.TestOutputHelper?.WriteLine($"share {share}: {result[0]}, not {expected}");
    }

    [Theory]
    [InlineData(40)]
    [InlineData(1057)]
    public void Run_NotFiniteAnywhere_GivesNaN(int length)
    {
        using HeadUnderTest head = HeadUnderTest.Random(length, 20);
        foreach (float value in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            foreach (int token in (int[])[0, length / 2, length - 1])
            {
                Assert.All(RunWith(head, head.Key(token), value), AssertNaN);
                Assert.All(RunWith(head, head.Value(token), value), AssertNaN);
                AssertNaN(RunWith(head, head.Query(token), value)[token]);
            }
        }
    }

    [Theory]
    [InlineData("none", 40, 3)]
    [InlineData("none", 1057, 3)]
    [InlineData("none", 1057, 1000)]
    [InlineData("alibi", 40, 3)]
    [InlineData("alibi", 1057, 3)]
    [InlineData("alibi", 1057, 1000)]
    public void Run_ProductsBeyondFloats_GiveNaN(string positions, int length, int key)
    {
        using HeadUnderTest head = HeadUnderTest.Random(length, 20);
        using var bias = new PositionsUnderTest(positions, head);
        for (int token = 0; token < length; token++)
            head.Query(token).Fill(1e20f);
        foreach (float size in (float[])[1e20f, -1e20f])
        {
            for (int token = 0; token < length; token++)
                head.Key(token).Fill(size < 0 ? size : 0);
            head.Key(key).Fill(size);
            Assert.All(head.Run(new Int16Attention(Int16Kernels.Available[0]), bias.Bias), AssertNaN);
        }
    }

    static float[][] Run(HeadUnderTest head) => head.Run(new Int16Attention(Int16Kernels.Available[0]), new NoPositionBias(head.Scale));

    // With another number in place of an element's last.
    static float[][] RunWith(HeadUnderTest head, Span<float> element, float value)
    {
        float before = element[^1];
        element[^1] = value;
        float[][] results = Run(head);
        element[^1] = before;
        return results;
    }

    static void AssertNaN(float[] result) => Assert.All(result, element => Assert.True(float.IsNaN(element)));

    static void AssertNear(HeadUnderTest head, double[] expected, float[] result)
    {
        double deviation = Deviation(head, expected, result);
        Assert.True(deviation <= Tolerance, $"{head.Length} tokens: {deviation * 495:F3} steps");
    }

    // The largest, in parts of the largest value of its element. NaN compares with nothing, and must not pass.
    static double Deviation(HeadUnderTest head, double[] expected, float[] result)
    {
        double worst = 0;
        for (int i = 0; i < result.Length; i++)
        {
            double deviation = Math.Abs(expected[i] - result[i]) / head.LargestValue(i);
            worst = double.IsNaN(deviation) ? double.PositiveInfinity : Math.Max(worst, deviation);
        }

        return worst;
    }

    static void AssertSameBits(float[] expected, float[] result, string what)
    {
        Assert.All(expected, element => Assert.True(float.IsFinite(element), what));
        for (int i = 0; i < result.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(result[i]))
                Assert.Fail($"{what}, element {i}: {result[i]:R}, not {expected[i]:R}");
        }
    }
}

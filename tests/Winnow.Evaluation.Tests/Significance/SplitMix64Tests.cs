using Winnow.Evaluation.Significance;

namespace Winnow.Evaluation.Tests.Significance;

public sealed class SplitMix64Tests
{
    [Fact]
    public void Next_PublishedSeed_GivesThePublishedNumbers()
    {
        var random = new SplitMix64(1234567);

        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821],
            (ulong[])[random.Next(), random.Next(), random.Next(), random.Next(), random.Next()]);
    }

    [Fact]
    public void Below_ManyDraws_AreEven()
    {
        var random = new SplitMix64(1);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
            counts[random.Below(7)]++;

        // Five standard deviations.
        Assert.All(counts, count => Assert.InRange(count, 10_000 - 465, 10_000 + 465));
    }
}

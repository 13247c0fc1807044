using Winnow.Training.Steps;

namespace Winnow.Training.Tests.Steps;

public class TextSamplerTests
{
    static readonly int[][] Texts = [.. Enumerable.Range(0, 100).Select(i => new int[3 + (i * 7 % 40)])];

    [Fact]
    public void Batch_OneEpoch_HasEveryTextOnceAndFewTokens()
    {
        var sampler = new TextSampler(Texts, 120, 1);
        List<int> seen = [];
        for (int step = 0; seen.Count < Texts.Length; step++)
        {
            int[] batch = sampler.Batch(step);
            Assert.True(batch.Length * batch.Max(i => Texts[i].Length) <= 120);
            seen.AddRange(batch);
        }

        Assert.Equal(Enumerable.Range(0, 100), seen.Order());
    }

    [Fact]
    public void Batch_FromALaterStepOn_IsTheSame()
    {
        var whole = new TextSampler(Texts, 120, 1);
        int[][] batches = [.. Enumerable.Range(0, 200).Select(step => whole.Batch(step))];

        var late = new TextSampler(Texts, 120, 1);

        Assert.Equal(batches[150..], Enumerable.Range(150, 50).Select(step => late.Batch(step)));
    }
}

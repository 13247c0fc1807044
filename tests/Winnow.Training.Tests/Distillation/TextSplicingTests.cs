using Winnow.Training.Distillation;

namespace Winnow.Training.Tests.Distillation;

public class TextSplicingTests
{
    static readonly int[][] Texts = [[101, 102, 103], [104, 105], [], [.. Enumerable.Range(200, 100)]];

    [Fact]
    public void Apply_CertainSplicing_PutsOneStretchOfOneTextBehindTheStart()
    {
        var splicing = new TextSplicing(Texts, 1, 1);
        int[] sequence = [.. Enumerable.Range(0, 20)];
        HashSet<(int Place, int Length)> stretches = [];

        for (int place = 0; place < 200; place++)
        {
            int[] spliced = splicing.Apply(sequence, 3, 7, place);

            Assert.Equal(sequence.Length, spliced.Length);
            Assert.Equal(sequence[..3], spliced[..3]);
            Assert.Equal(sequence[^1], spliced[^1]);
            int first = Array.FindIndex(spliced, token => token >= 100), count = spliced.Count(token => token >= 100);
            if (count > 0)
            {
                int[] stretch = spliced[first..(first + count)];
                Assert.All(stretch, token => Assert.True(token >= 100));
                Assert.Contains(Texts, text => text.AsSpan().IndexOf(stretch) >= 0);
            }

            stretches.Add((first, count));
        }

        Assert.True(stretches.Count > 50);
    }

    [Fact]
    public void Apply_SameStepAndPlace_GivesTheSame()
    {
        int[] sequence = [.. Enumerable.Range(0, 50)];

        Assert.All(Enumerable.Range(0, 20), place => Assert.Equal(new TextSplicing(Texts, 0.5, 3).Apply(sequence, 1, 2, place), new TextSplicing(Texts, 0.5, 3).Apply(sequence, 1, 2, place)));
    }

    [Fact]
    public void Apply_ShareOfTexts_LeavesTheOthers()
    {
        var splicing = new TextSplicing(Texts, 0.25, 1);
        int[] sequence = [.. Enumerable.Range(0, 50)];

        int same = Enumerable.Range(0, 1000).Count(place => ReferenceEquals(sequence, splicing.Apply(sequence, 1, 0, place)));

        Assert.InRange(same, 700, 800);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 5)]
    public void Apply_NoRoom_LeavesTheSequence(int length, int start)
    {
        int[] sequence = [.. Enumerable.Range(0, length)];

        Assert.Same(sequence, new TextSplicing(Texts, 1, 1).Apply(sequence, start, 0, 0));
    }
}

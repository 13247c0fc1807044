using Winnow.Models.Attention;

namespace Winnow.Tests.Models.Attention;

/// <summary>Every query of every head in one piece, whatever the lengths and the workers.</summary>
public class AttentionPiecesTests
{
    const int Heads = 3;

    static readonly int[] Spans = [0, 1, 256, 513, 1_500, 9_692, 9_692 + 1_024];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(64)]
    public void Find_AllPieces_HoldEachQueryOfEachHeadOnce(int workers)
    {
        foreach (bool windowed in (bool[])[false, true])
        {
            var pieces = new AttentionPieces();
            int count = pieces.Cut(Spans, Heads, false, windowed, workers);
            int[] seen = new int[Spans[^1] * Heads];
            for (int piece = 0; piece < count; piece++)
            {
                (int span, int head, int first, int queries) = pieces.Find(piece);
                Assert.InRange(Spans[span] + first + queries, Spans[span] + 1, Spans[span + 1]);
                Assert.Equal(0, first % AttentionPieces.LeastQueries);
                for (int query = 0; query < queries; query++)
                    seen[(Spans[span] + first + query) * Heads + head]++;
            }

            Assert.All(seen, times => Assert.Equal(1, times));
        }
    }

    [Fact]
    public void Find_OneQuery_IsTheFirstOfEachSpan()
    {
        var pieces = new AttentionPieces();
        Assert.Equal(Heads * (Spans.Length - 1), pieces.Cut(Spans, Heads, true, false, 2));
        Assert.Equal((4, 2, 0, 1), pieces.Find(4 * Heads + 2));
    }

    [Fact]
    public void Cut_Window_SamePiecesForAnyWorkers()
    {
        var few = new AttentionPieces();
        var many = new AttentionPieces();
        int count = few.Cut(Spans, Heads, false, true, 1);
        Assert.Equal(count, many.Cut(Spans, Heads, false, true, 64));
        for (int piece = 0; piece < count; piece++)
            Assert.Equal(few.Find(piece), many.Find(piece));
    }

    [Fact]
    public void Cut_LongSpan_GivesEveryWorkerWork()
    {
        var pieces = new AttentionPieces();
        // 12 heads of 8,192 tokens: large blocks for one worker, the smallest for many.
        Assert.Equal(12 * 8, pieces.Cut([0, 8192], 12, false, false, 1));
        Assert.Equal(12 * 32, pieces.Cut([0, 8192], 12, false, false, 64));
        Assert.Equal(12, pieces.Cut([0, 512], 12, false, false, 1));
    }
}

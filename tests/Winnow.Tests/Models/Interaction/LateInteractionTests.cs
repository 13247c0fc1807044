using Winnow.Kernels;
using Winnow.Models.Interaction;
using Winnow.Tests.Oracle;

namespace Winnow.Tests.Models.Interaction;

/// <summary>The term of each token by itself, on token ids and states.</summary>
public class LateInteractionTests
{
    const int Cls = 1, Sep = 2;

    static readonly float[] Center = [1, 2];

    [Fact]
    public void Score_SmallCase_IsWhatTheFormulaSaysByHand()
    {
        // Less the center: (3, 4), (0, -2) and in the document (1, 0), (0, 5). Cosines 0.6 and 0.8; 0 and -1.
        float score = Score(Late(3), [Cls, 5, 6, Sep], Text([4, 6], [1, 0]), [Cls, 7, 8, Sep], Text([2, 2], [1, 7]));
        Assert.Equal(-3 * ((0.2 * 0.2) + 1) / 2, score, 1e-6);
    }

    [Fact]
    public void Score_RandomTexts_EqualsTheReference()
    {
        // Around vectors, and around blocks of the query's tokens.
        foreach (int size in (int[])[1, 2, 15, 16, 17, 31, 48, 66, 100, 128])
        {
            var random = new Random(size);
            float[] center = Vector(random, size), termWeights = [.. Vector(random, 40).Select(MathF.Abs)];
            var late = new LateInteraction(1.5f, center, termWeights, [], []);
            foreach ((int query, int document) in ((int, int)[])[(1, 1), (2, 9), (3, 4), (4, 1), (5, 30), (8, 0), (9, 17), (16, 5), (0, 3)])
            {
                float[][] queryStates = [.. Enumerable.Range(0, query + 2).Select(_ => Vector(random, size))], documentStates = [.. Enumerable.Range(0, document + 2).Select(_ => Vector(random, size))];
                int[] ids = [Cls, .. Enumerable.Range(0, query).Select(_ => random.Next(40)), Sep];
                float score = Score(late, ids, queryStates, Ids(document), documentStates);
                Assert.Equal(LateReference.Term(1.5, Wide(center), [.. ids[1..^1].Select(id => (double)termWeights[id])], [.. queryStates[1..^1].Select(Wide)], [.. documentStates[1..^1].Select(Wide)]), score, 1e-5);
            }
        }

        static double[] Wide(float[] vector) => [.. vector.Select(value => (double)value)];
    }

    [Fact]
    public void Score_NothingToCompare_IsZeroOrTheWholeWeight()
    {
        LateInteraction late = Late(3, [7, 8], [9]);
        float[][] two = Text([4, 6], [1, 0]);
        foreach (int[] query in (int[][])[[], [Cls], [Cls, Sep], [Cls, 7, 8, Sep]])
            Assert.Equal(0, Score(late, query, Text([4, 6], [1, 0])[..query.Length], [Cls, 4, 5, Sep], two));
        foreach (int[] document in (int[][])[[], [Cls], [Cls, Sep], [Cls, 9, Sep]])
            Assert.Equal(-3, Score(late, [Cls, 4, 5, Sep], two, document, Text([4, 6])[..document.Length]));
        Assert.Equal(0, Score(late, [Cls, Sep], Text(), [Cls, Sep], Text()));
    }

    [Fact]
    public void Score_SpecialTokensAndPrompts_DoNotCountOnTheirSides()
    {
        float[] no = [float.NaN, float.NaN];
        float[][] query = Text([4, 6], [1, 0]), document = Text([2, 2], [1, 7]);
        float expected = Score(Late(3), [Cls, 5, 6, Sep], query, [Cls, 7, 8, Sep], document);
        Assert.Equal(expected, Score(Late(3, [7, 8], [9]), [Cls, 7, 8, 5, 6, Sep], Text([no, no, .. query[1..^1]]), [Cls, 9, 7, 8, Sep], Text([no, .. document[1..^1]])));
        // Cut within the prompt: what is left of it counts.
        Assert.Equal(expected, Score(Late(3, [5, 6, 4], [7, 8, 9]), [Cls, 5, 6, Sep], query, [Cls, 7, 8, Sep], document));
    }

    [Fact]
    public void Score_TokensThatStandTwice_CountInTheQueryAlone()
    {
        float[] good = [4, 6], bad = [1, 0], other = [2, 2], far = [1, 7];
        int[] three = [Cls, 5, 6, 6, Sep];
        float expected = Score(Late(3), [Cls, 5, 6, Sep], Text(good, bad), [Cls, 7, 8, Sep], Text(other, far));
        Assert.Equal(expected, Score(Late(3), [Cls, 5, 6, Sep], Text(good, bad), three, Text(other, far, far)));
        Assert.Equal(expected, Score(Late(3), [Cls, 5, 6, Sep], Text(good, bad), three, Text(far, far, other)));
        Assert.Equal(-3 * ((0.2 * 0.2) + 1 + 1) / 3, Score(Late(3), three, Text(good, bad, bad), [Cls, 7, 8, Sep], Text(other, far)), 1e-6);
    }

    [Fact]
    public void Score_TermWeights_TokensCountInProportion()
    {
        int[] query = [Cls, 5, 6, Sep], document = [Cls, 7, 8, Sep];
        float[][] queryStates = Text([4, 6], [1, 0]), documentStates = Text([2, 2], [1, 7]);
        // What lacks is 0.2 and 1: see the small case.
        Assert.Equal(-3 * ((3 * 0.2 * 0.2) + 1) / 4, Score(Counted(3, 1), query, queryStates, document, documentStates), 1e-6);
        Assert.Equal(-3 * 0.2 * 0.2, Score(Counted(2, 0), query, queryStates, document, documentStates), 1e-6);
        Assert.Equal(Score(Late(3), query, queryStates, document, documentStates), Score(Counted(0.5f, 0.5f), query, queryStates, document, documentStates));
        Assert.Equal(0, Score(Counted(0, 0), query, queryStates, document, documentStates));

        static LateInteraction Counted(float good, float bad) => new(3, Center, [9, 9, 9, 9, 9, good, bad, 9, 9], [], []);
    }

    [Fact]
    public void Score_UsualState_IsLikeNothing()
    {
        Assert.Equal(-3, Score(Late(3), [Cls, 5, Sep], Text(Center), [Cls, 7, 8, Sep], Text(Center, [5, 5])));
        Assert.Equal(-3, Score(Late(3), [Cls, 5, Sep], Text([5, 5]), [Cls, 7, Sep], Text(Center)));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Score_StateThatIsNoNumber_GivesNaN(float value)
    {
        // It must not pass for a token that is like nothing: the caller refuses what is not finite.
        Assert.True(float.IsNaN(Score(Late(3), [Cls, 5, 6, Sep], Text([4, 6], [value, 0]), [Cls, 7, Sep], Text([2, 2]))));
        Assert.True(float.IsNaN(Score(Late(3), [Cls, 5, 6, Sep], Text([4, 6], [1, 0]), [Cls, 7, 8, 7, Sep], Text([2, 2], [2, value], [1, 7]))));
    }

    [Fact]
    public unsafe void Score_UsedMemory_SameBits()
    {
        var random = new Random(5);
        var late = new LateInteraction(2, Vector(random, 37), [], [], []);
        float[][] query = [.. Enumerable.Range(0, 7).Select(_ => Vector(random, 37))], document = [.. Enumerable.Range(0, 9).Select(_ => Vector(random, 37))];
        float expected = Score(late, Ids(5), query, Ids(7), document);
        using var memory = new AlignedBuffer();
        memory.EnsureCapacity(5000);
        memory.Span(0, 5000).Fill(float.NaN);
        Assert.Equal(expected, Score(late, Ids(5), query, Ids(7), document, memory));
        Score(late, Ids(7), document, Ids(5), query, memory);
        Assert.Equal(expected, Score(late, Ids(5), query, Ids(7), document, memory));
        // The document's order does not matter, and tokens of the query that stand beside another do not change its share.
        Assert.Equal(expected, Score(late, Ids(5), query, Ids(7), [.. document.Reverse()], memory));
        Assert.Equal(Score(late, Ids(1), query[..3], Ids(7), document, memory), Score(late, Ids(4), [query[0], query[1], query[1], query[1], query[1], query[0]], Ids(7), document, memory));
    }

    [Fact]
    public unsafe void Score_Called_AllocatesNothing()
    {
        using AlignedBuffer memory = new(), states = new(100 * 16);
        states.Span(0, 100 * 16).Fill(0.5f);
        var late = new LateInteraction(2, new float[16], new float[10], [7, 8], [9]);
        int[] query = [Cls, 7, 8, 3, 4, Sep], document = [Cls, 9, .. Enumerable.Repeat(3, 90), Sep];
        for (int warm = 0; warm < 50; warm++)
            late.Score(query, states.Pointer, document, states.Pointer, memory);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int run = 0; run < 20; run++)
            late.Score(query, states.Pointer, document, states.Pointer, memory);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    static LateInteraction Late(float weight, int[]? queryPrompt = null, int[]? documentPrompt = null) => new(weight, Center, [], queryPrompt ?? [], documentPrompt ?? []);

    static float[] Vector(Random random, int size) => [.. Enumerable.Range(0, size).Select(_ => (float)((2 * random.NextDouble()) - 1))];

    static int[] Ids(int text) => [Cls, .. Enumerable.Repeat(3, text), Sep];

    // The states of a text between those of its special tokens, which must not count.
    static float[][] Text(params float[][] states) => [[float.NaN, float.NaN], .. states, [float.NaN, float.NaN]];

    static float Score(LateInteraction late, int[] query, float[][] queryStates, int[] document, float[][] documentStates)
    {
        using var memory = new AlignedBuffer();
        return Score(late, query, queryStates, document, documentStates, memory);
    }

    static unsafe float Score(LateInteraction late, int[] query, float[][] queryStates, int[] document, float[][] documentStates, AlignedBuffer memory)
    {
        Assert.Equal((query.Length, document.Length), (queryStates.Length, documentStates.Length));
        fixed (float* first = (float[])[.. queryStates.SelectMany(state => state)], second = (float[])[.. documentStates.SelectMany(state => state)])
            return late.Score(query, first, document, second, memory);
    }
}

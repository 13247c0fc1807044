using Winnow.Models.Interaction;

namespace Winnow.Tests.Models.Interaction;

/// <summary>The exact-match term on token ids.</summary>
public class LexicalMatchTests
{
    const int Cls = 1, Sep = 2;

    // t of tokens 0 to 9: the special tokens and those of the prompts would show in every sum.
    static readonly float[] Terms = [0, 100, 100, 2, 1, 0.5f, 0, 50, 60, 70];

    static readonly LexicalSettings Settings = new(1.2, 0.75, 10);

    [Fact]
    public void Match_SmallCase_IsWhatTheFormulaSaysByHand()
    {
        // K = 1.2 (0.25 + 0.75 * 5 / 10) = 0.75. Token 3 stands three times in the document: 3 / 3.75 = 0.8, and twice in the query. Token 4 is not there. The sum of t is 2 + 1 + 2.
        int[] query = [Cls, 7, 8, 3, 4, 3, Sep], document = [Cls, 9, 3, 5, 3, 3, 6, Sep];
        Assert.Equal(2 * 2 * 0.8 / Math.Sqrt(5), Match().Match(query, document), 1e-6);
        Assert.Equal(-0.5 * 2 * 2 * 0.8 / Math.Sqrt(5), Match(weight: -0.5f).Score(query, document), 1e-6);
    }

    [Fact]
    public void Match_LongerDocument_CountsLessAsTheLengthWeightSays()
    {
        int[] query = [Cls, 3, Sep], document = [Cls, 3, 5, 5, 5, Sep], longer = [Cls, 3, .. Enumerable.Repeat(5, 15), Sep];
        // t / sqrt(t) = sqrt(2); K = 1.2 (0.25 + 0.75 * 4 / 10) and 1.2 (0.25 + 0.75 * 16 / 10).
        Assert.Equal(Math.Sqrt(2) / (1 + 0.66), Match().Match(query, document), 1e-6);
        Assert.Equal(Math.Sqrt(2) / (1 + 1.74), Match().Match(query, longer), 1e-6);
        LexicalMatch blind = Match(Settings with { LengthWeight = 0 });
        Assert.Equal(blind.Match(query, document), blind.Match(query, longer));
    }

    [Fact]
    public void Match_Prompts_AreLeftOutOnTheirSides()
    {
        LexicalMatch bare = new(Settings, 1, Terms, [], []);
        Assert.Equal(bare.Match([Cls, 3, Sep], [Cls, 3, 5, Sep]), Match().Match([Cls, 7, 8, 3, Sep], [Cls, 9, 3, 5, Sep]));
        // The prompts' tokens as words of the texts: only the leading ones are prompts, and only those of the side.
        Assert.Equal(bare.Match([Cls, 7, 8, Sep], [Cls, 7, 5, Sep]), Match().Match([Cls, 7, 8, 7, 8, Sep], [Cls, 9, 7, 5, Sep]));
        Assert.Equal(bare.Match([Cls, 9, Sep], [Cls, 7, 8, 9, Sep]), Match().Match([Cls, 9, Sep], [Cls, 7, 8, 9, Sep]));
        Assert.True(Match().Match([Cls, 9, Sep], [Cls, 7, 8, 9, Sep]) > 0);
    }

    [Theory]
    [InlineData(0.75)]
    // K is 0 for an empty document.
    [InlineData(1)]
    public void Match_NothingToMatch_IsZero(double lengthWeight)
    {
        LexicalMatch match = Match(Settings with { LengthWeight = lengthWeight });
        int[] query = [Cls, 7, 8, 3, Sep], document = [Cls, 9, 3, Sep];
        (int[] Query, int[] Document)[] cases =
        [
            ([Cls, 7, 8, Sep], document), ([Cls, Sep], document), ([Cls], document), ([], document), (query, [Cls, 9, Sep]), (query, [Cls, Sep]), (query, [Cls]), (query, []), ([], []),
            (query, [Cls, 9, 4, 5, Sep]),
            // Of tokens without weight.
            ([Cls, 7, 8, 6, 0, Sep], [Cls, 9, 6, 0, Sep]),
        ];
        Assert.All(cases, one => Assert.Equal(0, match.Match(one.Query, one.Document)));
        Assert.True(match.Match(query, document) > 0);
    }

    [Fact]
    public void Match_RandomTexts_EqualsPlainLoops()
    {
        var random = new Random(7);
        float[] terms = [.. Enumerable.Range(0, 50).Select(_ => (float)(10 * random.NextDouble()))];
        LexicalMatch match = new(new LexicalSettings(0.9, 0.4, 33), 1, terms, [], []);
        for (int length = 0; length < 80; length++)
        {
            int[] query = [.. Enumerable.Range(0, 1 + (length % 17)).Select(_ => random.Next(50))], document = [.. Enumerable.Range(0, length).Select(_ => random.Next(50))];
            double matched = 0, total = 0;
            foreach (int token in query)
            {
                double count = 0;
                foreach (int other in document)
                    count += other == token ? 1 : 0;
                matched += terms[token] * count / (count + 0.9 * (0.6 + 0.4 * length / 33));
                total += terms[token];
            }

            Assert.Equal(matched / Math.Sqrt(total), match.Match([Cls, .. query, Sep], [Cls, .. document, Sep]), 1e-5);
        }
    }

    [Fact]
    public void Score_Called_AllocatesNothing()
    {
        LexicalMatch match = Match();
        int[] query = [Cls, 7, 8, 3, 4, Sep], document = [Cls, 9, .. Enumerable.Repeat(3, 300), Sep];
        for (int warm = 0; warm < 50; warm++)
            match.Score(query, document);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int run = 0; run < 20; run++)
            match.Score(query, document);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    static LexicalMatch Match(LexicalSettings? settings = null, float weight = 1) => new(settings ?? Settings, weight, Terms, [7, 8], [9]);
}

using Winnow.Training.Data;
using Winnow.Training.Mining;

namespace Winnow.Training.Tests.Mining;

public class CandidateChoiceTests
{
    const byte Dense = 8;

    static readonly MiningOptions Options = new() { Hard = 3, Middle = 4 };

    [Fact]
    public void Choose_OneStage_TakesTheTopAndOneOfEachQuarter()
    {
        (int[] documents, byte[] origins) = Choose(Options, "q", (CandidateOrigin.Bm25, 100, 43));

        Assert.Equal([7, 100, 101, 102], documents[..4]);
        Assert.Equal([0, 1, 2, 3], documents[4..].Select(document => (document - 103) / 10));
        Assert.Equal([1, 2, 2, 2, 6, 6, 6, 6], origins);
    }

    [Fact]
    public void Choose_OtherQueryOrSeed_DrawsOthers()
    {
        string Draw(MiningOptions options, string query) => string.Join(' ', Choose(options, query, (CandidateOrigin.Bm25, 100, 100)).Documents);

        Assert.Equal(Draw(Options, "q"), Draw(Options, "q"));
        Assert.NotEqual(Draw(Options, "q"), Draw(Options, "r"));
        Assert.NotEqual(Draw(Options, "q"), Draw(Options with { Seed = 2 }, "q"));
    }

    [Fact]
    public void Choose_TwoStages_JoinsWithoutDuplicatesByBestRank()
    {
        (int[] documents, byte[] origins) = Choose(Options with { Middle = 0 }, "q", (CandidateOrigin.Bm25, 100, 3), (Dense, 101, 3));

        Assert.Equal([7, 100, 101, 102, 103], documents);
        Assert.Equal([1, 2, 2 + Dense, 2 + Dense, Dense], origins);
    }

    [Fact]
    public void Choose_HardInOneStageAndMiddleInAnother_IsHard()
    {
        // The second stage has the first one's best document at its last, which is the only one to draw.
        (int[] documents, byte[] origins) = CandidateChoice.Choose(
            Options with { Hard = 1, Middle = 1 }, "q", [7], [(CandidateOrigin.Bm25, [100]), (Dense, [101, 100])]);

        Assert.Equal([7, 100, 101], documents);
        Assert.Equal([1, 2 + Dense, Dense], origins);
    }

    [Fact]
    public void Choose_MoreThanMax_CutsTheWorstRanks()
    {
        (int[] documents, _) = Choose(Options with { Max = 4 }, "q", (CandidateOrigin.Bm25, 100, 50), (Dense, 200, 50));

        Assert.Equal([7, 100, 200, 101], documents);
    }

    [Fact]
    public void Choose_FewDocuments_TakesWhatThereIs()
    {
        Assert.Equal([7, 100, 101, 102, 103, 104], Choose(Options, "q", (CandidateOrigin.Bm25, 100, 5)).Documents);
        Assert.Equal([7], Choose(Options, "q", (CandidateOrigin.Bm25, 100, 0)).Documents);
    }

    static (int[] Documents, byte[] Origins) Choose(MiningOptions options, string query, params (byte Origin, int First, int Count)[] stages) =>
        CandidateChoice.Choose(options, query, [7], [.. stages.Select(stage => (stage.Origin, Enumerable.Range(stage.First, stage.Count).ToList()))]);
}

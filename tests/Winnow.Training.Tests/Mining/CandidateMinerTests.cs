using Winnow.Training.Data;
using Winnow.Training.Mining;
using Winnow.Training.Tests.Fakes;
using static Winnow.Training.Tests.Fakes.SmallCollection;

namespace Winnow.Training.Tests.Mining;

public sealed class CandidateMinerTests : IDisposable
{
    static readonly MiningOptions Options = new() { Hard = 3, Middle = 2, RelativeMargin = null };

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Mine_SeveralStages_ListsEachQuerysPositiveFirstAndNothingTwice()
    {
        TrainingTexts texts = Texts(_folder);
        (CandidateLists lists, MiningSummary summary) = Mine(texts, Options, new WordEncoder(), new WordEncoder("more", 31));

        Assert.Equal((64, 64), (lists.Count, summary.Queries));
        for (int query = 0; query < lists.Count; query++)
        {
            int[] documents = lists.Documents(query).ToArray();
            Assert.Equal(texts.Positive[query], documents[0]);
            Assert.Equal(CandidateOrigin.Positive, lists.Origins(query)[0]);
            Assert.Distinct(documents);
            Assert.InRange(documents.Length, 6, 16);
            Assert.DoesNotContain(lists.Origins(query)[1..].ToArray(), origin => (origin & CandidateOrigin.Positive) != 0);
        }

        Assert.Equal(["bm25", "words", "more"], summary.Stages.Select(stage => stage.Stage));
        Assert.Equal(1, summary.Stages[0].InTen);
        Assert.Equal((64, 0), (summary.Positives, summary.QueriesWithoutNegatives));
        Assert.Equal("words words-24", lists.Made["embedder_0"]);
    }

    [Fact]
    public void Mine_TwiceOnOtherNumbersOfThreads_GivesTheSameBytes()
    {
        TrainingTexts texts = Texts(_folder);
        for (int threads = 1; threads <= 2; threads++)
            Mine(texts, Options with { Threads = threads }, new WordEncoder()).Lists.Write(_folder.At($"lists{threads}"));

        Assert.Equal(File.ReadAllBytes(_folder.At("lists1")), File.ReadAllBytes(_folder.At("lists2")));
        Mine(texts, Options with { Seed = 2 }, new WordEncoder()).Lists.Write(_folder.At("other"));
        Assert.NotEqual(File.ReadAllBytes(_folder.At("lists1")), File.ReadAllBytes(_folder.At("other")));
    }

    [Fact]
    public void Mine_SameQueryWithTwoPositives_NeverMinesEither()
    {
        const string Query = "where does the heron live by the river";
        TrainingTexts texts = Texts(_folder, Line(Query, "A heron lives where the water of the river is shallow.", "more"));
        CandidateLists lists = Mine(texts, Options).Lists;

        Assert.Equal([0, 64], lists.Documents(0)[..2].ToArray());
        Assert.Equal([1, 1, 2], lists.Origins(0)[..3].ToArray());
        Assert.Equal([64, 0], lists.Documents(64)[..2].ToArray());

        // Those that the list has no room for are not negatives either.
        CandidateLists shorter = Mine(texts, Options with { MostPositives = 1 }).Lists;
        Assert.Equal([1, 2], shorter.Origins(0)[..2].ToArray());
        Assert.DoesNotContain(64, shorter.Documents(0).ToArray());
    }

    [Fact]
    public void Mine_NearDuplicateOfThePositive_IsDropped()
    {
        TrainingTexts texts = Texts(_folder, Line("a copy", "THE heron of the river lives there all year, and eats what the river gives; number 0!", "copy"));
        (CandidateLists lists, MiningSummary summary) = Mine(texts, Options);

        Assert.DoesNotContain(64, lists.Documents(0).ToArray());
        // Seen from both sides: from the query of the original, and from that of the copy if it finds the original.
        Assert.True(summary.NearDuplicates >= 1);
        Assert.Contains(64, Mine(texts, Options with { DuplicateSimilarity = 1 }).Lists.Documents(0).ToArray());
    }

    [Fact]
    public void Mine_NearerThanTheMargin_IsDropped()
    {
        TrainingTexts texts = Texts(_folder);
        var encoder = new WordEncoder();
        (CandidateLists lists, MiningSummary summary) = Mine(texts, Options with { RelativeMargin = 0.05 }, encoder);
        float[][] queries = encoder.Encode([.. texts.Queries], true), documents = encoder.Encode([.. texts.Documents], false);

        Assert.True(summary.LikelyPositives > 0);
        for (int query = 0; query < lists.Count; query++)
        {
            float positive = Dot(queries[query], documents[texts.Positive[query]]);
            foreach (int document in lists.Documents(query)[1..])
                Assert.True(Dot(queries[query], documents[document]) <= (0.95f * positive) + 1e-6f);
        }

        Assert.Equal("0.05", lists.Made["relative_margin"]);
        (CandidateLists without, MiningSummary alone) = Mine(texts, Options with { RelativeMargin = 0.05 });
        Assert.Equal(("off", 0L), (without.Made["relative_margin"], alone.LikelyPositives));
    }

    [Fact]
    public void Mine_Limit_SpreadsOverAllQueries()
    {
        CandidateLists lists = Mine(Texts(_folder), Options with { Limit = 4 }).Lists;

        Assert.Equal([0, 16, 32, 48], Enumerable.Range(0, 64).Where(query => lists.Documents(query).Length > 0));
    }

    [Fact]
    public void Mine_KilledWhileEncoding_GoesOnAndGivesTheSame()
    {
        TrainingTexts texts = Texts(_folder);
        var whole = Mine(texts, Options, new WordEncoder()).Lists;
        var cache = new VectorCache(_folder.At("other"));
        var miner = new CandidateMiner(texts, Options);
        Assert.Throws<InvalidOperationException>(() => miner.Mine([new WordEncoder { TextsAtOnce = 10, FailsAt = 4 }], cache));

        var second = new WordEncoder { TextsAtOnce = 10 };
        Assert.Equal(whole.Fingerprint, miner.Mine([second], cache).Lists.Fingerprint);
        Assert.Equal(64 - 40 + 64, second.Calls.Sum());
    }

    [Fact]
    public void Mine_Cancelled_Stops() =>
        Assert.Throws<OperationCanceledException>(() => new CandidateMiner(Texts(_folder), Options).Mine([], new VectorCache(_folder.Path), null, new CancellationToken(true)));

    [Fact]
    public void Mine_WithoutFirstStage_Throws()
    {
        Assert.Throws<ArgumentException>(() => Mine(Texts(_folder), Options with { Bm25 = false }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Mine(Texts(_folder), Options with { Max = 1 }));
    }

    (CandidateLists Lists, MiningSummary Summary) Mine(TrainingTexts texts, MiningOptions options, params ITextEncoder[] encoders) =>
        new CandidateMiner(texts, options).Mine(encoders, new VectorCache(_folder.At("cache")));

    static float Dot(float[] a, float[] b) => a.Zip(b, (x, y) => x * y).Sum();
}

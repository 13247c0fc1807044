using Winnow.Tests.Oracle;
using static Winnow.Tests.InteractionTermTexts;

namespace Winnow.Tests;

/// <summary>What holds for each term that an interaction head may have beside its cosine, and for both together.</summary>
public class InteractionTermsTests
{
    static readonly Dictionary<string, RandomModelSpec> Specs = new()
    {
        ["lexical"] = InteractionFolder.LexicalSpec,
        ["late"] = InteractionFolder.LateSpec,
        ["late, tokens alike"] = InteractionFolder.LateSpec with { LateTermsCountAlike = true },
        ["both"] = InteractionFolder.LateSpec with { Lexical = true },
        ["both, no open layer"] = InteractionFolder.LateSpec with { Lexical = true, OpenLayers = 0 },
    };

    public static TheoryData<string> Terms => [.. Specs.Keys];

    public static TheoryData<string, Precision> TermsAndPrecisions => new MatrixTheoryData<string, Precision>([.. Specs.Keys], Enum.GetValues<Precision>());

    [Theory]
    [MemberData(nameof(TermsAndPrecisions))]
    public void Score_AloneBatchedPreparedThreaded_SameBits(string terms, Precision precision)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var folder = new InteractionFolder(Specs[terms]);
        using var one = Reranker.Load(folder.Path, new EngineOptions { Precision = precision, Threads = 1 });
        PairScore[] alone = [.. Documents.SelectMany(document => Score(one, Query, [document]))];
        Assert.Equal(alone[0], alone[6]);
        string file = Path.Combine(folder.Path, "documents.prepared");
        one.PrepareDocuments(Documents, cancellationToken: cancellation).Save(file);
        foreach (int threads in (int[])[1, 2, 5])
        {
            using var reranker = Reranker.Load(folder.Path, new EngineOptions { Precision = precision, Threads = threads });
            Assert.Equal(alone, Score(reranker, Query, Documents));
            Assert.Equal(alone.Reverse(), Score(reranker, Query, [.. Documents.Reverse()]));
            PreparedDocuments prepared = PreparedDocuments.Load(file, reranker);
            Assert.Equal(alone, reranker.Score(Query, prepared, cancellationToken: cancellation));
            Assert.Equal(alone.Reverse(), reranker.Score(Query, [.. reranker.PrepareDocuments(Documents, cancellationToken: cancellation).Reverse()], cancellationToken: cancellation));
            for (int i = 0; i < Documents.Length; i++)
                Assert.Equal(alone[i], reranker.Score(Query, [prepared[i]], cancellationToken: cancellation)[0]);
        }
    }

    [Theory]
    [MemberData(nameof(Terms))]
    public void Score_CutTexts_PreparedToTheSameBits(string terms)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var folder = new InteractionFolder(Specs[terms]);
        using var reranker = Reranker.Load(folder.Path);
        // Down to limits that cut within the prompts.
        foreach (int limit in (int[])[2, 3, 4, 5, 8, 40])
        {
            PreparedDocuments prepared = reranker.PrepareDocuments(Documents, limit, cancellationToken: cancellation);
            Assert.Equal(Score(reranker, Query, Documents, limit), reranker.Score(Query, prepared, limit, cancellationToken: cancellation));
        }
    }

    [Theory]
    [InlineData("interaction.scale", 0)]
    [InlineData("interaction.bias", 0)]
    [InlineData("interaction.gate", 11)]
    [InlineData("lexical.weight", 0)]
    [InlineData("lexical.term_weights", 1498)]
    [InlineData("late_interaction.weight", 0)]
    [InlineData("late_interaction.center", 40)]
    [InlineData("late_interaction.term_weights", 1498)]
    public void Fingerprint_OneNumberOfTheHead_Differs(string name, int element)
    {
        using var folder = new InteractionFolder(Specs["both"]);
        string before = Fingerprint();
        Assert.Equal(before, Fingerprint());
        folder.Rewrite(tensor => tensor.Name == name ? tensor with { Values = [.. tensor.Values.Select((value, i) => i == element ? value + 1 : value)] } : tensor);
        Assert.NotEqual(before, Fingerprint());

        string Fingerprint()
        {
            using var reranker = Reranker.Load(folder.Path, Fixtures.Float32);
            return ((RerankerMetadata)reranker.GetService(typeof(RerankerMetadata))!).Fingerprint!;
        }
    }
}

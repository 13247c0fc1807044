using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Winnow.Tests;

/// <summary>Documents that are prepared before the query: the bits of their texts, in memory and from files.</summary>
public sealed class PreparedDocumentsTests : IDisposable
{
    const string Query = "What is the capital of France?";

    static readonly string[] Documents =
    [
        "Paris is the capital of France.", "", "Berlin is the capital of Germany.", string.Concat(Enumerable.Repeat("the library is open ", 200)), "Paris is the capital of France.",
        "\ud83d a lone surrogate",
    ];

    readonly InteractionFolder _folder = new();

    public static TheoryData<Precision, int> PrecisionsAndOpenLayers => new MatrixTheoryData<Precision, int>(Enum.GetValues<Precision>(), [0, 2, 3]);

    string File => Path.Combine(_folder.Path, "documents.prepared");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(PrecisionsAndOpenLayers))]
    public void Score_Prepared_SameBitsAsTexts(Precision precision, int openLayers)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var folder = new InteractionFolder(InteractionFolder.Spec with { OpenLayers = openLayers });
        var options = new EngineOptions { Precision = precision, Threads = 1 };
        using var one = Reranker.Load(folder.Path, options);
        PairScore[] expected = one.Score([.. Documents.Select(document => new TextPair(Query, document))], cancellationToken: cancellation);
        string file = Path.Combine(folder.Path, "documents.prepared");
        one.PrepareDocuments(Documents, cancellationToken: cancellation).Save(file);
        foreach (int threads in (int[])[1, 2, 5])
        {
            using var reranker = Reranker.Load(folder.Path, options with { Threads = threads });
            PreparedDocuments prepared = reranker.PrepareDocuments(Documents, cancellationToken: cancellation), loaded = PreparedDocuments.Load(file, reranker);
            Assert.Equal(expected, reranker.Score(Query, prepared, cancellationToken: cancellation));
            Assert.Equal(expected, reranker.Score(Query, loaded, cancellationToken: cancellation));
            for (int i = 0; i < Documents.Length; i++)
            {
                Assert.Equal(expected[i], reranker.Score(Query, [prepared[i]], cancellationToken: cancellation)[0]);
                Assert.Equal(expected[i], reranker.Score(Query, reranker.PrepareDocuments([Documents[i]], cancellationToken: cancellation), cancellationToken: cancellation)[0]);
            }

            Assert.Equal(expected.Reverse(), reranker.Score(Query, [.. prepared.Reverse()], cancellationToken: cancellation));
        }
    }

    [Fact]
    public async Task Rerank_Prepared_RanksAsTexts()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var reranker = Reranker.Load(_folder.Path);
        Assert.True(reranker.CanPrepareDocuments);
        PreparedDocuments prepared = reranker.PrepareDocuments(Documents, cancellationToken: cancellation);
        var options = new RerankOptions { TopN = 3 };
        RerankResult[] expected = [.. reranker.Rerank(Query, Documents, options, cancellation).Select(result => result with { Document = null })];
        Assert.Equal(expected, reranker.Rerank(Query, prepared, options, cancellation));
        Assert.Equal(expected, await reranker.RerankAsync(Query, prepared, options, cancellation));
        Assert.Empty(reranker.Rerank(Query, prepared.Take(0).ToArray(), options, cancellation));
        Assert.Empty(await reranker.RerankAsync(Query, Array.Empty<PreparedDocument>(), options, cancellation));
    }

    [Fact]
    public void PrepareDocuments_Limit_IsTheDocumentsOwn()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var reranker = Reranker.Load(_folder.Path, Fixtures.Float32);
        PreparedDocuments prepared = reranker.PrepareDocuments(Documents, maxTokens: 30, cancellationToken: cancellation);
        Assert.Equal(30, prepared[3].TokenCount);
        Assert.Equal(30L * (48 + 1) * 4, prepared[3].SizeInBytes);
        Assert.Equal(prepared.Sum(document => document.SizeInBytes), prepared.SizeInBytes);
        Assert.Equal(
            reranker.Score([.. Documents.Select(document => new TextPair(Query, document))], 30, cancellationToken: cancellation),
            reranker.Score(Query, prepared, 30, cancellationToken: cancellation));
        // The call's limit cuts the query alone.
        Assert.Equal(30, prepared[3].TokenCount);
        Assert.NotEqual(
            reranker.Score(Query, prepared, 30, cancellationToken: cancellation)[3].Logit, reranker.Score(Query, prepared, 6, cancellationToken: cancellation)[3].Logit);
    }

    [Fact]
    public void PrepareDocuments_OtherKindOfModel_SaysWhatToDo()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var reranker = Reranker.Load(Fixtures.Golden("jina-bert"));
        using var own = Reranker.Load(_folder.Path);
        Assert.False(reranker.CanPrepareDocuments);
        PreparedDocuments prepared = own.PrepareDocuments(["a"], cancellationToken: cancellation);
        foreach (Action call in (Action[])[
            () => reranker.PrepareDocuments(["a"], cancellationToken: cancellation), () => reranker.Score("q", prepared, cancellationToken: cancellation),
            () => reranker.Rerank("q", prepared, cancellationToken: cancellation), () => PreparedDocuments.Load("file", reranker)])
        {
            Assert.Contains("this model reads query and document together in every layer", Assert.Throws<WinnowException>(call).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Score_DocumentsOfAnotherModelOrArithmetic_AreRefused()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var reranker = Reranker.Load(_folder.Path);
        using var otherFolder = new InteractionFolder(InteractionFolder.Spec with { Seed = 9 });
        using Reranker other = Reranker.Load(otherFolder.Path), exact = Reranker.Load(_folder.Path, Fixtures.Float32);
        PreparedDocument own = reranker.PrepareDocuments(["a"], cancellationToken: cancellation)[0];
        foreach (Reranker stranger in (Reranker[])[other, exact])
        {
            PreparedDocument strange = stranger.PrepareDocuments(["a"], cancellationToken: cancellation)[0];
            Assert.Contains(
                "Prepared document 1 (counted from 0) was prepared by another model, or in another arithmetic",
                Assert.Throws<WinnowException>(() => reranker.Score(Query, [own, strange], cancellationToken: cancellation)).Message,
                StringComparison.Ordinal);
            Assert.Contains("another model", Assert.Throws<WinnowException>(() => PreparedDocuments.Of([own, strange])).Message, StringComparison.Ordinal);
            PreparedDocuments.Of([strange]).Save(File);
            string message = Assert.Throws<WinnowException>(() => PreparedDocuments.Load(File, reranker)).Message;
            Assert.Contains(File, message, StringComparison.Ordinal);
            Assert.Contains("prepared by another model", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Load_CopiedFolder_TakesTheDocuments()
    {
        using var copy = new InteractionFolder();
        using Reranker reranker = Reranker.Load(_folder.Path), other = Reranker.Load(copy.Path);
        reranker.PrepareDocuments(Documents, cancellationToken: TestContext.Current.CancellationToken).Save(File);
        Assert.Equal(Documents.Length, PreparedDocuments.Load(File, other).Count);
    }

    [Fact]
    public void Load_AnyByteChangedOrMissing_IsRefused()
    {
        using var reranker = Reranker.Load(_folder.Path);
        reranker.PrepareDocuments(["a", "b c"], cancellationToken: TestContext.Current.CancellationToken).Save(File);
        byte[] good = System.IO.File.ReadAllBytes(File);
        Assert.Equal(2, PreparedDocuments.Load(File, reranker).Count);
        var random = new Random(1);
        for (int i = 0; i < good.Length; i += i < 140 ? 1 : 97)
        {
            byte[] bad = [.. good];
            bad[i] ^= (byte)(1 << random.Next(8));
            AssertDamaged(bad);
            AssertDamaged(good[..i]);
        }

        AssertDamaged([.. good, 0]);
        AssertDamaged(good[..^1]);

        void AssertDamaged(byte[] content)
        {
            System.IO.File.WriteAllBytes(File, content);
            Assert.Contains(File, Assert.Throws<WinnowException>(() => PreparedDocuments.Load(File, reranker)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Load_FileOfAnEarlierVersion_SaysToPrepareAgain()
    {
        using var reranker = Reranker.Load(_folder.Path);
        reranker.PrepareDocuments(["a"], cancellationToken: TestContext.Current.CancellationToken).Save(File);
        byte[] bytes = System.IO.File.ReadAllBytes(File);
        "WNPREP01"u8.CopyTo(bytes);
        System.IO.File.WriteAllBytes(File, bytes);
        string message = Assert.Throws<WinnowException>(() => PreparedDocuments.Load(File, reranker)).Message;
        Assert.Contains("no prepared documents of this version of Winnow. Prepare the documents again.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(72, 49)]
    [InlineData(72, 0)]
    [InlineData(72, int.MaxValue)]
    [InlineData(80, 0)]
    [InlineData(80, -1)]
    [InlineData(80, int.MaxValue)]
    [InlineData(80, 50_000_000)]
    public void Load_ImpossibleSizesWithAValidHash_AreRefused(int offset, int value)
    {
        using var reranker = Reranker.Load(_folder.Path);
        reranker.PrepareDocuments(["a"], cancellationToken: TestContext.Current.CancellationToken).Save(File);
        byte[] bytes = System.IO.File.ReadAllBytes(File);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);
        SHA256.HashData(bytes.AsSpan(0, 84), bytes.AsSpan(84));
        System.IO.File.WriteAllBytes(File, bytes);
        Assert.Contains("damaged", Assert.Throws<WinnowException>(() => PreparedDocuments.Load(File, reranker)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Save_Streams_FollowEachOther()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var reranker = Reranker.Load(_folder.Path);
        PreparedDocuments first = reranker.PrepareDocuments(Documents, cancellationToken: cancellation), none = reranker.PrepareDocuments([], cancellationToken: cancellation);
        PreparedDocuments picked = PreparedDocuments.Of([first[2], first[0]]);
        using var stream = new MemoryStream();
        first.Save(stream);
        none.Save(stream);
        picked.Save(stream);
        stream.Position = 0;
        PairScore[] expected = reranker.Score(Query, first, cancellationToken: cancellation);
        Assert.Equal(expected, reranker.Score(Query, PreparedDocuments.Load(stream, reranker), cancellationToken: cancellation));
        Assert.Empty(PreparedDocuments.Load(stream, reranker));
        Assert.Equal([expected[2], expected[0]], reranker.Score(Query, PreparedDocuments.Load(stream, reranker), cancellationToken: cancellation));
        Assert.Equal(stream.Length, stream.Position);
    }

    [Fact]
    public void Save_NoSuchFolder_LeavesNothing()
    {
        using var reranker = Reranker.Load(_folder.Path);
        PreparedDocuments prepared = reranker.PrepareDocuments(["a"], cancellationToken: TestContext.Current.CancellationToken);
        string path = Path.Combine(_folder.Path, "none", "documents.prepared");
        Assert.Contains(path, Assert.Throws<WinnowException>(() => prepared.Save(path)).Message, StringComparison.Ordinal);
        Assert.Contains(path, Assert.Throws<WinnowException>(() => PreparedDocuments.Load(path, reranker)).Message, StringComparison.Ordinal);
        prepared.Save(File);
        prepared.Save(File);
        Assert.Single(Directory.GetFiles(_folder.Path, "documents*"));
    }

    [Fact]
    public void Score_BadArguments_AreNamed()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var reranker = Reranker.Load(_folder.Path);
        PreparedDocument document = reranker.PrepareDocuments(["a"], cancellationToken: cancellation)[0];
        Assert.Throws<ArgumentNullException>(() => reranker.Score(null!, [document], cancellationToken: cancellation));
        Assert.Contains("Document 1", Assert.Throws<ArgumentNullException>(() => reranker.Score("q", [document, null!], cancellationToken: cancellation)).Message, StringComparison.Ordinal);
        Assert.Contains("Document 1", Assert.Throws<ArgumentNullException>(() => reranker.PrepareDocuments(["a", null!], cancellationToken: cancellation)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => reranker.PrepareDocuments(["a"], 0, cancellationToken: cancellation));
        Assert.Throws<ArgumentOutOfRangeException>(() => reranker.Score("q", [document], 0, cancellationToken: cancellation));
        Assert.Contains("no room for the 2 special tokens", Assert.Throws<WinnowException>(() => reranker.PrepareDocuments(["a"], 1, cancellationToken: cancellation)).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<OperationCanceledException>(() => reranker.PrepareDocuments(Documents, cancellationToken: new CancellationToken(canceled: true)));
        Assert.Throws<ArgumentException>(() => PreparedDocuments.Of([]));
    }
}

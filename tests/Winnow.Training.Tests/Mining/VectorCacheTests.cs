using Winnow.Training.Mining;
using Winnow.Training.Tests.Fakes;

namespace Winnow.Training.Tests.Mining;

public sealed class VectorCacheTests : IDisposable
{
    static readonly string[] Texts = [.. Enumerable.Range(0, 10).Select(i => $"text number {i}")];

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadOrEncode_KilledRun_GoesOnWhereItWas()
    {
        var cache = new VectorCache(_folder.Path);
        Assert.Throws<InvalidOperationException>(() => cache.ReadOrEncode(new WordEncoder { TextsAtOnce = 3, FailsAt = 2 }, Texts, isQuery: false));

        var second = new WordEncoder { TextsAtOnce = 3 };
        Assert.False(cache.Has(second, Texts, isQuery: false));
        float[][] vectors = cache.ReadOrEncode(second, Texts, isQuery: false);

        Assert.Equal([3, 1], second.Calls);
        Assert.True(cache.Has(second, Texts, isQuery: false));
        Assert.Equal(new WordEncoder().Encode(Texts, false), vectors);
    }

    [Fact]
    public void ReadOrEncode_SameTexts_AreEncodedOnceForEachSideAndEncoder()
    {
        var cache = new VectorCache(_folder.Path);
        var encoder = new WordEncoder();
        for (int i = 0; i < 2; i++)
        {
            cache.ReadOrEncode(encoder, Texts, isQuery: false);
            cache.ReadOrEncode(encoder, Texts, isQuery: true);
            cache.ReadOrEncode(encoder, Texts[1..], isQuery: true);
        }

        var other = new WordEncoder(dimensions: 7);
        cache.ReadOrEncode(other, Texts, isQuery: false);

        Assert.Equal([10, 10, 9], encoder.Calls);
        Assert.Equal([10], other.Calls);
    }

    [Fact]
    public void ReadOrEncode_FolderThatIsAFile_SaysSo()
    {
        string file = _folder.File("file", "");

        Assert.Contains(
            "the vectors cannot be kept there",
            Assert.Throws<WinnowException>(() => new VectorCache(file).ReadOrEncode(new WordEncoder(), Texts, isQuery: true)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void EngineEncoder_TinyModel_GivesUnitVectors()
    {
        using var encoder = new EngineEncoder(Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "bert-embedder-mean"));
        float[][] vectors = encoder.Encode(["a heron", "an otter"], isQuery: true);

        Assert.Equal(2, vectors.Length);
        Assert.All(vectors, vector => Assert.Equal(1, vector.Sum(x => x * x), 1e-4f));
        Assert.Equal(encoder.Dimensions, vectors[0].Length);
    }
}

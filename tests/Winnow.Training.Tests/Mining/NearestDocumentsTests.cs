using Winnow.Training.Mining;

namespace Winnow.Training.Tests.Mining;

public class NearestDocumentsTests
{
    // More documents than one block holds, and queries in two blocks.
    static readonly float[][] Documents = Vectors(33_000, 6, 1), Queries = Vectors(260, 6, 2);

    [Fact]
    public void Find_SeveralBlocks_AgreesWithComparingAll()
    {
        using var nearest = new NearestDocuments(Documents);
        var found = nearest.Find(Queries, 5);

        foreach (int query in (int[])[0, 255, 256, 259])
        {
            int[] expected = [.. Enumerable.Range(0, Documents.Length).OrderByDescending(i => Dot(Queries[query], Documents[i])).Take(5)];
            Assert.Equal(expected, found[query].Select(hit => hit.Position));
            Assert.All(found[query], hit => Assert.Equal(Dot(Queries[query], Documents[hit.Position]), hit.Score, 1e-5f));
        }
    }

    [Fact]
    public void Find_Twice_GivesTheSame()
    {
        using var nearest = new NearestDocuments(Documents);

        Assert.Equal(nearest.Find(Queries[..20], 50), nearest.Find(Queries[..20], 50));
    }

    [Fact]
    public void Find_FewDocumentsWithTies_OrdersThemByPosition()
    {
        using var nearest = new NearestDocuments([[1, 0], [0, 1], [1, 0], [2, 0]]);

        Assert.Equal([(3, 2f), (0, 1f), (2, 1f), (1, 0f)], nearest.Find([[1, 0]], 10)[0]);
        Assert.Empty(nearest.Find([], 10));
    }

    [Fact]
    public void Find_Cancelled_Stops()
    {
        using var nearest = new NearestDocuments([[1, 0]]);

        Assert.Throws<OperationCanceledException>(() => nearest.Find([[1, 0]], 1, null, new CancellationToken(true)));
    }

    [Fact]
    public void Find_OtherLength_Throws()
    {
        using var nearest = new NearestDocuments([[1, 0]]);

        Assert.Throws<ArgumentException>(() => nearest.Find([[1, 0, 0]], 1));
        Assert.Throws<ArgumentException>(() => new NearestDocuments([]));
    }

    static float Dot(float[] a, float[] b) => a.Zip(b, (x, y) => x * y).Sum();

    static float[][] Vectors(int count, int dimensions, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, dimensions).Select(_ => random.NextSingle() - 0.5f).ToArray())];
    }
}

using Winnow.Models;

namespace Winnow.Tests.Models;

public class QueryStatesTests
{
    [Fact]
    public void FindNew_QueriesOfTheBatchBefore_AreNotComputedAgain()
    {
        using var queries = new QueryStates(2);
        PackedBatch one = Pairs([1, 2], [1, 2]), two = Pairs([1, 2], [3], [1, 2]);
        int[][] first = [.. queries.FindNew(one)];
        Assert.Equal([[1, 2]], first);
        Keep(first);
        Assert.Empty(queries.FindNew(one));
        int[][] both = [.. queries.FindNew(two)];
        Assert.Equal([[1, 2], [3]], both);
        Keep(both);
        Assert.Empty(queries.FindNew(one));
        Assert.Equal([[1]], queries.FindNew(Pairs([1])));

        unsafe void Keep(int[][] news)
        {
            fixed (float* states = new float[2 * news.Sum(query => query.Length)])
                queries.Keep(news, states);
        }

        static PackedBatch Pairs(params int[][] queries) =>
            ModelUnderTest.Pack([.. queries.Select(query => ((int[])[.. query, 9], (int[])[.. new int[query.Length], 1]))], segmented: true);
    }
}

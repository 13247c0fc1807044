using Winnow.Models;

namespace Winnow.Tests.Models;

/// <summary>Rows cut into blocks.</summary>
public class RowBlocksTests
{
    [Theory]
    [InlineData(1, 1, 8, 8)]
    [InlineData(100, 1, 8, 104)]
    [InlineData(256, 1, 8, 256)]
    [InlineData(257, 1, 8, 136)]
    [InlineData(600, 2, 8, 152)]
    [InlineData(2048, 2, 8, 256)]
    [InlineData(100, 2, 8, 56)]
    [InlineData(100, 8, 4, 16)]
    [InlineData(3, 8, 4, 4)]
    public void Cut_RowsAndWorkers_WholeTilesForEachWorker(int rows, int workers, int tile, int expected)
    {
        RowBlocks blocks = RowBlocks.Cut(rows, workers, tile);
        Assert.Equal(expected, blocks.Size);
        int next = 0;
        for (int block = 0; block < blocks.Count; block++)
        {
            (int first, int count) = blocks.Find(block);
            Assert.Equal(next, first);
            Assert.InRange(count, 1, expected);
            next += count;
        }

        Assert.Equal(rows, next);
    }
}

using Winnow.Models;

namespace Winnow.Tests.Models;

public class PackedBatchTests
{
    [Fact]
    public void FindSegments_Types_AreTheBorders()
    {
        int[] offsets = [0, 3, 5, 9];
        int[] segments = PackedBatch.FindSegments([0, 0, 1, 0, 1, 0, 1, 1, 1], offsets);
        Assert.Equal([0, 2, 3, 4, 5, 6, 9], segments);
        var batch = new PackedBatch([], [], offsets) { Segments = segments };
        Assert.Equal([2, 1, 1], Enumerable.Range(0, 3).Select(batch.Border));
        batch = batch with { Ids = [10, 11, 12, 13, 14, 15, 16, 17, 18] };
        Assert.Equal([15], batch.SegmentIds(4).ToArray());
        Assert.Equal([16, 17, 18], batch.SegmentIds(5).ToArray());
    }

    [Fact]
    public void Segments_NotGiven_AreTheSequences()
    {
        var batch = new PackedBatch([1, 2, 3], [0, 0, 0], [0, 2, 3]);
        Assert.Equal(batch.Offsets, batch.Segments);
        Assert.Equal([2, 1], Enumerable.Range(0, 2).Select(batch.Border));
    }
}

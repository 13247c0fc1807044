using Winnow.Evaluation.Plots;

namespace Winnow.Evaluation.Tests.Plots;

public class LabelPlacementTests
{
    static readonly PixelBox Area = new(0, 0, 600, 330);

    [Fact]
    public void Around_OnePoint_PutsTheLabelToTheRight()
    {
        PixelBox label = Assert.Single(LabelPlacement.Around(Area, [PixelBox.Around(100, 100, 12)], [(80, 15)]));
        Assert.Equal(new PixelBox(109, 92.5f, 189, 107.5f), label);
    }

    [Fact]
    public void Around_PointAtTheRightEdge_PutsTheLabelToTheLeft()
    {
        PixelBox label = Assert.Single(LabelPlacement.Around(Area, [PixelBox.Around(590, 100, 12)], [(80, 15)]));
        Assert.True(label.Right < 585 && Area.Contains(label));
    }

    [Theory]
    [InlineData(10, 0)]
    [InlineData(12, 3)]
    [InlineData(16, 12)]
    public void Around_CrowdedPoints_CoversNoLabelAndNoPoint(int count, float spread)
    {
        PixelBox[] points = [.. Enumerable.Range(0, count).Select(i => PixelBox.Around(300 + (spread * (i % 4)), 160 + (spread * (i / 4)), 12))];
        PixelBox[] labels = LabelPlacement.Around(Area, points, [.. points.Select(_ => (110f, 15f))]);
        for (int i = 0; i < count; i++)
        {
            Assert.True(Area.Contains(labels[i]));
            Assert.DoesNotContain(points, labels[i].Overlaps);
            Assert.DoesNotContain(labels[..i], labels[i].Overlaps);
        }
    }

    [Fact]
    public void Around_LabelWiderThanTheArea_StaysWhole() =>
        Assert.Equal(900, Assert.Single(LabelPlacement.Around(Area, [PixelBox.Around(300, 100, 12)], [(900, 15)])).Width);

    [Fact]
    public void Column_EqualPlaces_SpreadInsideTheColumn()
    {
        float[] places = LabelPlacement.Column([328, 328, 20, 328], 15, 0, 330);
        Assert.Equal([292.5f, 307.5f, 20, 322.5f], places);
    }

    [Fact]
    public void Column_MoreThanFit_AreSqueezed()
    {
        float[] places = LabelPlacement.Column([.. Enumerable.Repeat(5f, 40)], 15, 0, 330);
        Assert.All(places, place => Assert.InRange(place, 0, 330));
        Assert.Equal(40, places.Distinct().Count());
    }
}

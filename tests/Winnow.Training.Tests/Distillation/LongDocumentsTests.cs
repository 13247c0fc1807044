using Winnow.Training.Distillation;

namespace Winnow.Training.Tests.Distillation;

public class LongDocumentsTests
{
    [Fact]
    public void Lengthen_ShortDocument_StandsWholeSomewhereInALongOne()
    {
        int[][] texts = [[1, 2, 3], [4, 5], [6, 7, 8, 9]];
        var maker = new LongDocuments(texts, 100, 1);
        int[] document = [70, 71, 72];
        HashSet<int> places = [];

        for (int place = 0; place < 30; place++)
        {
            int[] longer = maker.Lengthen(document, 5, place);
            Assert.InRange(longer.Length, 25, 100);
            int at = longer.AsSpan().IndexOf(document);
            Assert.True(at >= 0);
            places.Add(at);
            Assert.Equal(longer, maker.Lengthen(document, 5, place));
        }

        Assert.True(places.Count > 10);
    }

    [Fact]
    public void Lengthen_LongDocument_StaysAsItIs()
    {
        int[] document = [.. Enumerable.Range(0, 200)];

        Assert.Equal(document, new LongDocuments([[1]], 100, 1).Lengthen(document, 0, 0));
    }
}

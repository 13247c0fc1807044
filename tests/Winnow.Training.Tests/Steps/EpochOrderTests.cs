using Winnow.Training.Steps;

namespace Winnow.Training.Tests.Steps;

public class EpochOrderTests
{
    [Fact]
    public void Item_EveryEpoch_IsAnotherShuffle()
    {
        var order = new EpochOrder(50, 3);
        int[] first = [.. Enumerable.Range(0, 50).Select(i => order[i])], second = [.. Enumerable.Range(50, 50).Select(i => order[i])];

        Assert.Equal(Enumerable.Range(0, 50), first.Order());
        Assert.Equal(Enumerable.Range(0, 50), second.Order());
        Assert.NotEqual(first, second);
        Assert.Equal(first[7], new EpochOrder(50, 3)[7]);
    }
}

using Winnow.Evaluation.Speed.Rivals;

namespace Winnow.Evaluation.Tests.Speed.Rivals;

public sealed class RivalMemoryTests
{
    [Fact]
    public void Expected_Scores_GrowWithTheSquareOfTheLength()
    {
        Assert.Equal(5L * 4 * 12 * 8192 * 8192, RivalMemory.Expected(heads: 12, tokens: 8192, pairs: 1, again: false));
        Assert.Equal(9L * 4 * 12 * 64 * 64 * 64, RivalMemory.Expected(heads: 12, tokens: 64, pairs: 64, again: true));
    }

    [Fact]
    public void Fits_NothingAndEverything_IsDecided()
    {
        Assert.True(RivalMemory.Fits(0));
        Assert.False(RivalMemory.Fits(long.MaxValue));
    }
}

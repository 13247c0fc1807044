using Winnow.Cli.Input;

namespace Winnow.Cli.Tests.Input;

public sealed class ReadAheadTests
{
    [Fact]
    public void Next_ErrorOfTheSource_ComesAfterAllItems()
    {
        using var ahead = new ReadAhead<int>(Source(), _ => 1, CancellationToken.None);
        var items = new List<int>();

        var error = Assert.Throws<WinnowException>(() =>
        {
            while (ahead.Next() is { } batch)
                items.AddRange(batch);
        });

        Assert.Equal("bad", error.Message);
        Assert.Equal(Enumerable.Range(0, 200), items);

        static IEnumerable<int> Source()
        {
            for (int i = 0; i < 200; i++)
                yield return i;
            throw new WinnowException("bad");
        }
    }

    [Fact]
    public void Next_HeavyItems_BoundsWhatIsHeld()
    {
        int made = 0, taken = 0, most = 0;
        using var ahead = new ReadAhead<int>(Enumerable.Range(0, 30).Select(i =>
        {
            most = Math.Max(most, ++made - Volatile.Read(ref taken));
            return i;
        }), _ => 3_000_000, CancellationToken.None);

        while (ahead.Next() is { } batch)
        {
            Assert.Single(batch);
            Thread.Sleep(1);
            Volatile.Write(ref taken, taken + 1);
        }

        // One waits to be taken, one waits to be put, one is at the consumer.
        Assert.InRange(most, 1, 3);
        Assert.Equal(30, taken);
    }

    [Fact]
    public void Dispose_SourceThatNeverEnds_StopsReading()
    {
        using var stopped = new ManualResetEventSlim();
        var ahead = new ReadAhead<int>(Endless(stopped), _ => 1, CancellationToken.None);
        ahead.Next();

        ahead.Dispose();

        Assert.True(stopped.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));

        static IEnumerable<int> Endless(ManualResetEventSlim stopped)
        {
            try
            {
                for (int i = 0; ; i++)
                    yield return i;
            }
            finally
            {
                stopped.Set();
            }
        }
    }
}

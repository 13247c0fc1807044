using Winnow.Threading;

namespace Winnow.Tests.Threading;

public class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    public void For_ManySteps_RunsEachItemOnceOnAWorkerOfItsOwn(int workers)
    {
        using var team = new ThreadTeam(workers);
        for (int step = 0; step < 200; step++)
        {
            var work = new Counting(step % 11, workers);
            team.For(work, step % 11);
            Assert.All(work.Runs, runs => Assert.Equal(1, runs));
            Assert.False(work.Overlapped);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void For_ItemThrows_ThrowsItAndServesTheNextStep(int workers)
    {
        using var team = new ThreadTeam(workers);
        for (int round = 0; round < 20; round++)
        {
            var error = Assert.Throws<InvalidOperationException>(() => team.For(new Failing(), 10));
            Assert.Equal("item 4", error.Message);
            var work = new Counting(10, workers);
            team.For(work, 10);
            Assert.All(work.Runs, runs => Assert.Equal(1, runs));
        }
    }

    [Fact]
    public void Dispose_WhileThreadsSleep_EndsThem()
    {
        var team = new ThreadTeam(4);
        Thread.Sleep(50);
        team.Dispose();
    }

    sealed class Counting(int items, int workers) : IWork
    {
        readonly int[] _inside = new int[workers];

        public int[] Runs { get; } = new int[items];

        public bool Overlapped { get; private set; }

        public void Run(int item, int worker)
        {
            if (Interlocked.Increment(ref _inside[worker]) != 1)
                Overlapped = true;
            Interlocked.Increment(ref Runs[item]);
            Thread.SpinWait(20);
            Interlocked.Decrement(ref _inside[worker]);
        }
    }

    sealed class Failing : IWork
    {
        public void Run(int item, int worker)
        {
            if (item == 4)
                throw new InvalidOperationException("item 4");
        }
    }
}

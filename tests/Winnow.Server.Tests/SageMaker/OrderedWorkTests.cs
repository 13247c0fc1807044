using Winnow.Server.SageMaker;

namespace Winnow.Server.Tests.SageMaker;

public sealed class OrderedWorkTests
{
    [Fact]
    public async Task Run_LaterItemsEndFirst_ResultsKeepTheirOrder()
    {
        TaskCompletionSource[] ends = [.. Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource())];
        ends[2].SetResult();
        ends[1].SetResult();
        var reading = ReadAsync(OrderedWork.RunAsync([0, 1, 2], 3, async (i, _) =>
        {
            await ends[i].Task;
            return i;
        }, TestContext.Current.CancellationToken));

        ends[0].SetResult();

        Assert.Equal([0, 1, 2], await reading);
    }

    [Fact]
    public async Task Run_ManyItems_AreNotAllWorkedOnAtOnce()
    {
        int running = 0;
        int most = 0;

        List<int> results = await ReadAsync(OrderedWork.RunAsync(Enumerable.Range(0, 50), 4, async (i, stop) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return i;
        }, TestContext.Current.CancellationToken));

        Assert.Equal(Enumerable.Range(0, 50), results);
        Assert.InRange(most, 1, 4);
    }

    [Fact]
    public async Task Run_OneFails_TheOthersAreStoppedAndAwaited()
    {
        bool stopped = false;

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(OrderedWork.RunAsync([0, 1], 2, async (i, stop) =>
        {
            if (i == 0)
                throw new InvalidOperationException("first");
            try
            {
                await Task.Delay(Timeout.Infinite, stop);
            }
            finally
            {
                stopped = true;
            }

            return i;
        }, TestContext.Current.CancellationToken)));

        Assert.Equal("first", error.Message);
        Assert.True(stopped);
    }

    static async Task<List<int>> ReadAsync(IAsyncEnumerable<int> results)
    {
        List<int> list = [];
        await foreach (int result in results)
            list.Add(result);
        return list;
    }
}

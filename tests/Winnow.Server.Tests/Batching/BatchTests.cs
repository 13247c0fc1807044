using Winnow.Server.Batching;
using Winnow.Server.Models;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Batching;

public sealed class BatchTests : IDisposable
{
    readonly ServedModel _model = Jobs.Model();

    public void Dispose() => _model.Dispose();

    static Batch Take(IReadOnlyList<ScoringJob> waiting, int budget) => Batch.Take(waiting, budget, budget, 1000);

    [Fact]
    public void Take_SmallOnesBesideALargeOne_FinishesTheSmallOnesAlone()
    {
        ScoringJob large = Jobs.Of(_model, 60, 60, 60, 60), small = Jobs.Of(_model, 50, 50), smaller = Jobs.Of(_model, 30);

        Batch first = Take([large, small, smaller], 200), second = Take([large], 200);

        Assert.Equal([(smaller, 0), (small, 0), (small, 1)], first.Items);
        Assert.Equal(130, first.Tokens);
        Assert.Equal([(large, 0), (large, 1), (large, 2)], second.Items);
        Assert.Equal(60, large.TokensLeft);
    }

    [Fact]
    public void Take_PairLongerThanTheBudget_TakesItAlone()
    {
        ScoringJob job = Jobs.Of(_model, 500, 500);

        var batch = Take([job], 200);

        Assert.Equal([(job, 0)], batch.Items);
        Assert.True(job.HasMore);
    }

    [Fact]
    public void Take_JobsOfTwoModels_KeepsToOne()
    {
        using ServedModel other = Jobs.Model("other");
        ScoringJob first = Jobs.Of(_model, 10), second = Jobs.Of(other, 20), third = Jobs.Of(_model, 30);

        var batch = Take([second, first, third], 200);

        Assert.Equal([(first, 0), (third, 0)], batch.Items);
        Assert.Same(_model, batch.Model);
    }

    [Fact]
    public async Task Take_JobThatHasWaitedLong_GoesFirstWithASlice()
    {
        ScoringJob large = Jobs.Of(_model, [.. Enumerable.Repeat(50, 10)]);
        await Task.Delay(Batch.Patience + TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        ScoringJob small = Jobs.Of(_model, 40, 40), other = Jobs.Of(_model, [.. Enumerable.Repeat(50, 9)]);

        // So fast that its work takes no time, and so slow that it has not waited for long beside that.
        var fast = Batch.Take([small, other, large], 200, 100, 1_000_000);
        var slow = Batch.Take([other, large], 200, 100, 100);

        Assert.Equal([(large, 0), (large, 1), (small, 0), (small, 1)], fast.Items);
        Assert.Equal([(large, 2), (large, 3)], slow.Items);
    }

    [Fact]
    public void Take_JobThatCannotBeEnded_GivesASlice()
    {
        ScoringJob large = Jobs.Of(_model, [.. Enumerable.Repeat(50, 10)]);

        Assert.Equal(100, Batch.Take([large], 200, 100, 1000).Tokens);
        Assert.Equal(200, Batch.Take([large], 200, 200, 1000).Tokens);
    }

    [Fact]
    public void Take_UntilAllAreDone_TakesEveryPairOnce()
    {
        List<ScoringJob> jobs = [.. Enumerable.Range(1, 20).Select(i => Jobs.Of(_model, [.. Enumerable.Range(1, i).Select(k => 1 + (i * k * 7 % 90))]))];
        var taken = new HashSet<(ScoringJob, int)>();
        while (jobs.Count > 0)
        {
            foreach ((ScoringJob Job, int Index) item in Take(jobs, 128).Items)
                Assert.True(taken.Add(item));
            jobs.RemoveAll(job => !job.HasMore);
        }

        Assert.Equal(210, taken.Count);
    }
}

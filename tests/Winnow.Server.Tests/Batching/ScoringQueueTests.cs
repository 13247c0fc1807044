using Winnow.Server.Batching;
using Winnow.Server.Models;
using Winnow.Server.Tests.Fakes;
using Winnow.Tokenization;

namespace Winnow.Server.Tests.Batching;

public sealed class ScoringQueueTests : IDisposable
{
    static readonly QueueLimits Limits = new(64, TimeSpan.FromSeconds(10), 256);

    readonly ServedModel _model = Jobs.Model();

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task ScoreAsync_ManyAtOnce_GivesEachItsOwnScores()
    {
        using var queue = new ScoringQueue(Limits);
        Encoding[][] requests = [.. Enumerable.Range(1, 40).Select(i => Jobs.Pairs([.. Enumerable.Range(1, 1 + (i % 7)).Select(k => 3 + (i * k % 50))]))];

        (PairScore[] Scores, ScoringJob Job)[] results = await Task.WhenAll(requests.Select(pairs => Task.Run(() => queue.ScoreAsync(_model, pairs, null, TestContext.Current.CancellationToken))));

        for (int i = 0; i < requests.Length; i++)
            Assert.Equal(_model.Score(requests[i], TestContext.Current.CancellationToken), results[i].Scores);
        Assert.Equal((0, 0L), (queue.Requests, queue.Tokens));
    }

    [Fact]
    public async Task ScoreAsync_Scored_TellsEveryPairOnce()
    {
        using var queue = new ScoringQueue(Limits);
        var told = new List<(int Index, PairScore Score)>();
        Encoding[] pairs = Jobs.Pairs(120, 100, 90, 80, 70);

        (PairScore[] scores, _) = await queue.ScoreAsync(_model, pairs, (index, score) => told.Add((index, score)), TestContext.Current.CancellationToken);

        Assert.Equal(scores.Select((score, index) => (index, score)), told.OrderBy(one => one.Index));
    }

    [Fact]
    public async Task ScoreAsync_MoreRequestsThanRoom_IsRefusedWithAWait()
    {
        using var queue = new ScoringQueue(Limits with { Requests = 1 });
        using var blocked = new ManualResetEventSlim();
        Task first = queue.ScoreAsync(_model, Jobs.Pairs(8), (_, _) => blocked.Wait(), TestContext.Current.CancellationToken);

        QueueFullException error = await Assert.ThrowsAsync<QueueFullException>(() => queue.ScoreAsync(_model, Jobs.Pairs(8), null, TestContext.Current.CancellationToken));
        Assert.Throws<QueueFullException>(queue.CheckRoom);
        blocked.Set();
        await first;

        Assert.InRange(error.RetryAfter.TotalSeconds, 1, 60);
        await queue.ScoreAsync(_model, Jobs.Pairs(8), null, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task ScoreAsync_MoreWorkThanRoom_TakesThemOnlyAlone()
    {
        using var queue = new ScoringQueue(Limits with { Wait = TimeSpan.FromMilliseconds(1) });
        using var blocked = new ManualResetEventSlim();
        // Alone it may be larger than the limit: it would else never be answered.
        Task first = queue.ScoreAsync(_model, Jobs.Pairs(80, 80), (_, _) => blocked.Wait(), TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<QueueFullException>(() => queue.ScoreAsync(_model, Jobs.Pairs(8), null, TestContext.Current.CancellationToken));
        blocked.Set();
        await first;
    }

    [Fact]
    public async Task ScoreAsync_CancelledWhileWaiting_LeavesTheQueue()
    {
        using var queue = new ScoringQueue(Limits);
        using var blocked = new ManualResetEventSlim();
        using var gone = new CancellationTokenSource();
        Task first = queue.ScoreAsync(_model, Jobs.Pairs(8), (_, _) => blocked.Wait(), TestContext.Current.CancellationToken);
        int scored = 0;
        Task waiting = queue.ScoreAsync(_model, Jobs.Pairs(200, 200, 200), (_, _) => scored++, gone.Token);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(1, queue.Requests);
        blocked.Set();
        await first;
        await queue.ScoreAsync(_model, Jobs.Pairs(8), null, TestContext.Current.CancellationToken);

        Assert.Equal(0, scored);
    }

    [Fact]
    public async Task ScoreAsync_PairsThatTheEngineRefuses_FailAlone()
    {
        using var queue = new ScoringQueue(Limits);
        using var blocked = new ManualResetEventSlim();
        Task first = queue.ScoreAsync(_model, Jobs.Pairs(8), (_, _) => blocked.Wait(), TestContext.Current.CancellationToken);
        // Both wait, so that they come into one batch.
        Task bad = queue.ScoreAsync(_model, [new Encoding([], [])], null, TestContext.Current.CancellationToken);
        Task<(PairScore[] Scores, ScoringJob Job)> good = queue.ScoreAsync(_model, Jobs.Pairs(9), null, TestContext.Current.CancellationToken);
        blocked.Set();
        await first;

        await Assert.ThrowsAsync<WinnowException>(() => bad);
        Assert.Equal(_model.Score(Jobs.Pairs(9), TestContext.Current.CancellationToken), (await good).Scores);
    }

    [Fact]
    public async Task ScoreAsync_ListenerThatFails_LeavesTheQueueAlive()
    {
        using var queue = new ScoringQueue(Limits);
        int batches = 0;
        queue.BatchDone += (_, _) =>
        {
            if (++batches == 1)
                throw new InvalidOperationException("A listener has failed.");
        };

        await queue.ScoreAsync(_model, Jobs.Pairs(8), null, TestContext.Current.CancellationToken);
        // Whoever came in the meantime is told; nobody waits for ever.
        Exception? told = await Record.ExceptionAsync(() => queue.ScoreAsync(_model, Jobs.Pairs(8), null, TestContext.Current.CancellationToken));
        (PairScore[] scores, _) = await queue.ScoreAsync(_model, Jobs.Pairs(9), null, TestContext.Current.CancellationToken);

        Assert.True(told is null or InvalidOperationException);
        Assert.Equal(_model.Score(Jobs.Pairs(9), TestContext.Current.CancellationToken), scores);
    }

    [Fact]
    public async Task Dispose_JobsWaiting_CancelsThem()
    {
        var queue = new ScoringQueue(Limits);
        using var blocked = new ManualResetEventSlim();
        using var computing = new ManualResetEventSlim();
        Task first = queue.ScoreAsync(
            _model,
            Jobs.Pairs(8),
            (_, _) =>
            {
                computing.Set();
                blocked.Wait();
            },
            TestContext.Current.CancellationToken);
        computing.Wait(TestContext.Current.CancellationToken);
        Task waiting = queue.ScoreAsync(_model, Jobs.Pairs(100), null, TestContext.Current.CancellationToken);

        var end = Task.Run(queue.Dispose, TestContext.Current.CancellationToken);
        // The end waits for the batch under way.
        await Task.WhenAny(end, Task.Delay(50, TestContext.Current.CancellationToken));
        Assert.False(end.IsCompleted);
        blocked.Set();
        await end;

        await first;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => queue.ScoreAsync(_model, Jobs.Pairs(8), null, TestContext.Current.CancellationToken));
    }
}

using System.Diagnostics;
using Winnow.Server.Models;
using Winnow.Tokenization;

namespace Winnow.Server.Batching;

/// <summary>Pairs of one model, of one request or of many, that are computed together.</summary>
/// <remarks>
/// <para>
/// A batch is small, so that whoever comes next does not wait long, and takes from the jobs that need least: a request of ten short documents overtakes one of a thousand. So that the large one
/// ends too, the job that has waited longest since its last pair goes first once it has waited for <see cref="Patience"/>.
/// </para>
/// <para>A score does not depend on the batch that its pair is in, so that the choice is free.</para>
/// </remarks>
sealed class Batch
{
    /// <summary>How long a job may be overtaken.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    readonly List<(ScoringJob Job, int Index)> _items = [];

    Batch(ServedModel model) => Model = model;

    public ServedModel Model { get; }

    /// <summary>Gets the pairs with the jobs that they are of.</summary>
    public IReadOnlyList<(ScoringJob Job, int Index)> Items => _items;

    /// <summary>Gets the tokens of all pairs.</summary>
    public int Tokens { get; private set; }

    /// <summary>Gets the pairs.</summary>
    public Encoding[] Pairs() => [.. _items.Select(item => item.Job.Pair(item.Index))];

    /// <summary>Takes pairs from waiting jobs.</summary>
    /// <param name="waiting">The jobs, each with pairs left. Their order does not matter.</param>
    /// <param name="budget">The most tokens of the batch; one pair is taken even if it has more.</param>
    public static Batch Take(IReadOnlyList<ScoringJob> waiting, int budget)
    {
        var order = waiting.OrderBy(job => job.TokensLeft).ThenBy(job => job.Arrived).ToList();
        ScoringJob overtaken = waiting.MinBy(job => job.LastServed)!;
        if (Stopwatch.GetElapsedTime(overtaken.LastServed) > Patience)
        {
            order.Remove(overtaken);
            order.Insert(0, overtaken);
        }

        var batch = new Batch(order[0].Model);
        foreach (ScoringJob job in order)
        {
            // One job that had to wait does not make all others wait in turn.
            int share = job == overtaken && order.Count > 1 && job == order[0] ? budget / 2 : budget;
            while (job.Model == batch.Model && job.HasMore && (batch.Tokens == 0 || batch.Tokens + job.NextLength <= share))
                batch.Add(job);
            if (batch.Tokens >= budget)
                break;
        }

        return batch;
    }

    void Add(ScoringJob job)
    {
        Tokens += job.NextLength;
        _items.Add((job, job.TakeNext()));
    }
}

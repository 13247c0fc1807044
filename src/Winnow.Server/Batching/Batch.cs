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

    /// <summary>Takes pairs from waiting jobs: those of all jobs that the batch can finish, or else a slice of one that it cannot.</summary>
    /// <param name="waiting">The jobs, each with pairs left. Their order does not matter.</param>
    /// <param name="budget">The most tokens of the batch; one pair is taken even if it has more.</param>
    public static Batch Take(IReadOnlyList<ScoringJob> waiting, int budget)
    {
        var order = waiting.OrderBy(job => job.TokensLeft).ThenBy(job => job.Arrived).ToList();
        ScoringJob overtaken = waiting.MinBy(job => job.LastServed)!;
        bool impatient = Stopwatch.GetElapsedTime(overtaken.LastServed) > Patience;
        ScoringJob first = impatient ? overtaken : order[0];
        var batch = new Batch(first.Model);
        if (impatient)
            batch.Slice(first, budget / 2);
        // A small job would end later for every pair of a large one beside it.
        foreach (ScoringJob job in order.Where(job => job.Model == batch.Model && job.HasMore))
        {
            if (batch.Tokens + job.TokensLeft > budget)
                break;
            while (job.HasMore)
                batch.Add(job);
        }

        if (impatient || batch.Tokens == 0)
            batch.Slice(first, budget);
        return batch;
    }

    void Slice(ScoringJob job, int budget)
    {
        while (job.HasMore && (Tokens == 0 || Tokens + job.NextLength <= budget))
            Add(job);
    }

    void Add(ScoringJob job)
    {
        Tokens += job.NextLength;
        _items.Add((job, job.TakeNext()));
    }
}

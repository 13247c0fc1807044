using System.Diagnostics;
using Winnow.Server.Models;
using Winnow.Tokenization;

namespace Winnow.Server.Batching;

/// <summary>Pairs of one model, of one request or of many, that are computed together.</summary>
/// <remarks>
/// <para>
/// Batches are small, so that whoever comes next does not wait long. A batch ends as many requests as it can, those first that need least: a request of ten short documents overtakes one of a thousand. Where
/// it can end none, it has a slice of the one that needs least.
/// </para>
/// <para>
/// A request cannot be overtaken for ever: when it has waited for four times as long as its own work takes, and a second at least, every batch begins with a slice of it, the one that came first before others.
/// </para>
/// <para>A score does not depend on the batch that its pair is in, so that the choice is free.</para>
/// </remarks>
sealed class Batch
{
    /// <summary>How long every job may be overtaken.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Large jobs longer than that: so many times as long as they take.
    const double Stretch = 4;

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
    /// <param name="slice">The most tokens of a job that the batch does not end.</param>
    /// <param name="tokensPerSecond">How fast batches are computed.</param>
    public static Batch Take(IReadOnlyList<ScoringJob> waiting, int budget, int slice, double tokensPerSecond)
    {
        var order = waiting.OrderBy(job => job.TokensLeft).ThenBy(job => job.Arrived).ToList();
        ScoringJob? due = waiting.Where(job => IsDue(job, tokensPerSecond)).MinBy(job => job.Arrived);
        ScoringJob first = due ?? order[0];
        var batch = new Batch(first.Model);
        if (due is not null)
            batch.Slice(due, slice);
        // A small job would end later for every pair of a large one beside it.
        foreach (ScoringJob job in order.Where(job => job.Model == batch.Model && job.HasMore))
        {
            if (batch.Tokens + job.TokensLeft > budget)
                break;
            while (job.HasMore)
                batch.Add(job);
        }

        if (batch.Tokens == 0)
            batch.Slice(first, slice);
        return batch;
    }

    static bool IsDue(ScoringJob job, double tokensPerSecond)
    {
        double waited = Stopwatch.GetElapsedTime(job.Arrived).TotalSeconds;
        return waited > Patience.TotalSeconds && waited > Stretch * job.Tokens / tokensPerSecond;
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

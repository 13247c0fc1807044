using System.Globalization;

namespace Winnow.Evaluation.Metrics;

/// <summary>What the metrics have in common that know only relevant and not: a cutoff, the lowest grade that is relevant, and a name made of both.</summary>
/// <remarks>Instances do not change and are safe to use from several threads.</remarks>
public abstract class RelevanceMetric : IMetric
{
    /// <summary>The level where none is named: grades of 1 or more are relevant, as in trec_eval without <c>-l</c>.</summary>
    public const int DefaultLevel = 1;

    /// <summary>Creates a metric.</summary>
    /// <param name="name">The name without parameters, for instance <c>RR</c>.</param>
    /// <param name="cutoff">The number of ranks that are looked at, 1 or more, or null for all.</param>
    /// <param name="level">The lowest grade that counts as relevant, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The cutoff or the level is less than 1.</exception>
    private protected RelevanceMetric(string name, int? cutoff, int level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cutoff ?? 1, 1, nameof(cutoff));
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        Cutoff = cutoff;
        Level = level;
        string rel = level == DefaultLevel ? "" : string.Create(CultureInfo.InvariantCulture, $"(rel={level})");
        string at = cutoff is null ? "" : string.Create(CultureInfo.InvariantCulture, $"@{cutoff}");
        Name = name + rel + at;
    }

    /// <summary>Gets the number of ranks that are looked at, or null for all.</summary>
    public int? Cutoff { get; }

    /// <summary>Gets the lowest grade that counts as relevant.</summary>
    /// <value>The default is 1.</value>
    public int Level { get; }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public abstract double Compute(RankedJudgements ranking);

    /// <summary>Counts the relevant documents among the ranks that are looked at.</summary>
    private protected int CountHits(RankedJudgements ranking)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        int hits = 0;
        foreach (int grade in ranking.Top(Cutoff))
            hits += grade >= Level ? 1 : 0;
        return hits;
    }
}

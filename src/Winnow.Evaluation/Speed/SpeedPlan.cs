using Winnow.Models;

namespace Winnow.Evaluation.Speed;

/// <summary>How often and how long things are measured.</summary>
sealed record SpeedPlan
{
    /// <summary>About how many tokens a packed batch of equal lengths has.</summary>
    public const int BatchTokens = 4096;

    static readonly int[] AllLengths = [32, 64, 128, 256, 512, 1024, 2048, 4096, 8192];
    static readonly int[] QuickLengths = [64, 512];

    SpeedPlan(SpeedOptions options, IReadOnlyList<int> lengths, LoadedModel model)
    {
        bool quick = options.Quick;
        Lengths = lengths;
        MaxTokens = model.MaxTokens;
        Heads = model.Encoder.Heads;
        LongDocument = Math.Min(quick ? 2048 : 8192, model.MaxTokens);
        RunTime = options.RunTime ?? TimeSpan.FromSeconds(quick ? 0.1 : 0.5);
        Runs = quick ? 3 : 5;
        Pause = TimeSpan.FromMilliseconds(quick ? 20 : 100);
        LongRounds = quick ? 1 : 3;
        FirstScores = quick ? 3 : 5;
        LeastCalls = quick ? 5 : 100;
    }

    /// <summary>Gets the lengths of pairs.</summary>
    public IReadOnlyList<int> Lengths { get; }

    /// <summary>Gets the longest pair that the model is meant for.</summary>
    public int MaxTokens { get; }

    /// <summary>Gets the model's attention heads.</summary>
    public int Heads { get; }

    /// <summary>Gets the tokens of the one long document.</summary>
    public int LongDocument { get; }

    /// <summary>Gets the least time of one run.</summary>
    public TimeSpan RunTime { get; }

    /// <summary>Gets the runs at each length, of which the median counts.</summary>
    public int Runs { get; }

    /// <summary>Gets the pairs of runs in which two engines alternate.</summary>
    public int Rounds { get; } = 7;

    /// <summary>Gets the pause between two engines, in which threads that spin come to rest.</summary>
    public TimeSpan Pause { get; }

    /// <summary>Gets the alternations with one long document, each in fresh processes.</summary>
    public int LongRounds { get; }

    /// <summary>Gets the processes whose first score is awaited.</summary>
    public int FirstScores { get; }

    /// <summary>Gets the least calls of a latency.</summary>
    public int LeastCalls { get; }

    /// <summary>Gets the least time of all calls of a latency.</summary>
    public TimeSpan CallTime => 10 * RunTime;

    /// <summary>Makes the plan for a model.</summary>
    /// <exception cref="WinnowException">A length is more than the model can read.</exception>
    public static SpeedPlan Create(SpeedOptions options, LoadedModel model)
    {
        foreach (int length in options.Lengths ?? [])
            model.LimitTokens(length);
        int[] usual = [.. (options.Quick ? QuickLengths : AllLengths).Where(length => length <= model.MaxTokens)];
        return new SpeedPlan(options, options.Lengths ?? (usual.Length > 0 ? usual : [model.MaxTokens]), model);
    }

    /// <summary>Gets the pairs of a packed batch.</summary>
    public static int Pairs(int length) => Math.Max(1, BatchTokens / length);
}

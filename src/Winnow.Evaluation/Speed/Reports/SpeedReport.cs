namespace Winnow.Evaluation.Speed.Reports;

/// <summary>What a speed benchmark found.</summary>
public sealed record SpeedReport
{
    /// <summary>Gets the machine.</summary>
    public required MachineFacts Machine { get; init; }

    /// <summary>Gets the model's name.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the number of the model's parameters.</summary>
    public required long Parameters { get; init; }

    /// <summary>Gets the arithmetic of the engine.</summary>
    public required Precision Precision { get; init; }

    /// <summary>Gets the number of threads.</summary>
    public required int Threads { get; init; }

    /// <summary>Gets the command that measured.</summary>
    public required string Command { get; init; }

    /// <summary>Gets what the int8 kernel gives at most.</summary>
    public required Int8Peak Peak { get; init; }

    /// <summary>Gets the forward pass at each length.</summary>
    public required IReadOnlyList<LengthSpeed> Lengths { get; init; }

    /// <summary>Gets the times of reranking calls.</summary>
    public required IReadOnlyList<CallLatency> Calls { get; init; }

    /// <summary>Gets the seconds from the start of a process to its first score: the median of several.</summary>
    public required double FirstScoreSeconds { get; init; }

    /// <summary>Gets the most memory of a process that loads the model and scores one batch.</summary>
    public required long PeakBytes { get; init; }

    /// <summary>Gets the comparison with ONNX Runtime, or null where there was none.</summary>
    public RivalReport? Rival { get; init; }
}

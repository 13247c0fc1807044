namespace Winnow.Training.Steps;

/// <summary>How a training runs, whatever it trains for.</summary>
sealed record TrainerOptions
{
    /// <summary>Gets the number of steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Gets the highest learning rate.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Gets how many times faster a head learns than the layers.</summary>
    public double HeadRate { get; init; } = 1;

    /// <summary>Gets the part of the steps in which the rate rises.</summary>
    public double WarmUp { get; init; } = 0.05;

    /// <summary>Gets what AdamW takes off the matrices at every step, in parts of the rate.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Gets the longest gradient; a longer one is shortened.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>Gets the share that the moving average of the parameters keeps at each step, or 0 for none.</summary>
    public double Average { get; init; }

    /// <summary>Gets the seed of order and dropout.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Gets the folder that keeps checkpoints and the log, or null for none.</summary>
    public string? Folder { get; init; }

    /// <summary>Gets the steps from one checkpoint to the next.</summary>
    public int CheckpointEvery { get; init; } = 1000;

    /// <summary>Gets the steps from one evaluation to the next, or 0 for none but the last.</summary>
    public int EvaluateEvery { get; init; }

    /// <summary>Gets the evaluations without a gain after which training stops, or 0 for never.</summary>
    public int Patience { get; init; }

    /// <summary>Gets a text that two trainings share only where they would take the same steps: what a checkpoint belongs to.</summary>
    public string Fingerprint { get; init; } = "";
}

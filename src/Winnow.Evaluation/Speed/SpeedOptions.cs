using Winnow.Evaluation.Speed.Workers;

namespace Winnow.Evaluation.Speed;

/// <summary>What <see cref="SpeedBenchmark"/> measures.</summary>
public sealed record SpeedOptions
{
    /// <summary>Gets the model: a folder, or the name of one that ships with Winnow or lies in <c>WINNOW_HOME</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the model's name in the report.</summary>
    /// <value>The default is null: the folder's name.</value>
    public string? ModelName { get; init; }

    /// <summary>Gets how to start the command <c>winnow</c>, since some measurements need a process of their own.</summary>
    public required ToolCommand Tool { get; init; }

    /// <summary>Gets the command that the report names as the way to repeat it.</summary>
    public required string Command { get; init; }

    /// <summary>Gets the number of threads.</summary>
    /// <value>The default is one for each processor that the process may use.</value>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Gets the arithmetic of the matrix products.</summary>
    /// <value>The default is <see cref="Precision.Int8"/>.</value>
    public Precision Precision { get; init; } = Precision.Int8;

    /// <summary>Gets the lengths of pairs in tokens, special tokens included.</summary>
    /// <value>The default is null: powers of two from 32 to 8192 as far as the model reads, two of them where <see cref="Quick"/> is set.</value>
    public IReadOnlyList<int>? Lengths { get; init; }

    /// <summary>Gets whether fewer and shorter runs are enough.</summary>
    /// <value>The default is false.</value>
    public bool Quick { get; init; }

    /// <summary>Gets the least time of one run.</summary>
    /// <value>The default is null: half a second, or a tenth where <see cref="Quick"/> is set.</value>
    public TimeSpan? RunTime { get; init; }

    /// <summary>Gets the arithmetic of ONNX Runtime, which is then measured in turn with the engine.</summary>
    /// <value>The default is null: no comparison. <see cref="Precision.BFloat16"/> is refused: ONNX models have none.</value>
    public Precision? RivalPrecision { get; init; }
}

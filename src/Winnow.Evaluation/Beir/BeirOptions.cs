using Winnow.Evaluation.FirstStage;

namespace Winnow.Evaluation.Beir;

/// <summary>Settings of an evaluation.</summary>
/// <remarks>Instances are immutable and may be shared between threads.</remarks>
public sealed record BeirOptions
{
    /// <summary>The number of candidates in BEIR's reranking protocol.</summary>
    public const int DefaultDepth = 100;

    /// <summary>Gets the folder for runs, values for each query and reports; files of the same names in it are replaced.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Gets the folder that keeps first stages and scores from run to run.</summary>
    /// <value>The default is null: the folder <c>cache</c> in <see cref="OutputFolder"/>.</value>
    public string? CacheFolder { get; init; }

    /// <summary>Gets the number of candidates that are reranked for each query.</summary>
    /// <value>The default is 100.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int Depth
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Depth));
            field = value;
        }
    } = DefaultDepth;

    /// <summary>Gets the choice of the first stage for a data set.</summary>
    /// <value>The default is <see cref="AutomaticFirstStage.For"/>.</value>
    public Func<BeirDataset, IFirstStage> FirstStage { get; init; } = AutomaticFirstStage.For;

    /// <summary>Gets the pairs of models, by name, whose scores are compared with each other.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<(string Baseline, string Other)> Comparisons { get; init; } = [];
}

using Winnow.Evaluation.Significance;

namespace Winnow.Evaluation.Rag;

/// <summary>A mean over questions.</summary>
/// <param name="Mean">The mean, 0 to 1, higher is better.</param>
/// <param name="Interval">Its 95 % bootstrap interval over questions.</param>
public readonly record struct RagScore(double Mean, ConfidenceInterval Interval)
{
    /// <summary>Computes the mean of values and its interval.</summary>
    internal static RagScore Of(double[] values) => new(values.Average(), Bootstrap.Mean(values));
}

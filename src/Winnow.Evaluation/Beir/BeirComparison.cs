using Winnow.Evaluation.Agreement;

namespace Winnow.Evaluation.Beir;

/// <summary>How far two models agree on one data set.</summary>
/// <param name="Dataset">The data set's name.</param>
/// <param name="Baseline">The model that is compared with.</param>
/// <param name="Other">The model that is compared.</param>
/// <param name="Agreement">The figures.</param>
public sealed record BeirComparison(string Dataset, string Baseline, string Other, RunComparison Agreement);

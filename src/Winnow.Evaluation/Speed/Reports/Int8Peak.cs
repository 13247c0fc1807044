namespace Winnow.Evaluation.Speed.Reports;

/// <summary>The operations a second of the int8 kernel on a product that stays in the cache (64 x 384 x 1536), the best of several short runs.</summary>
/// <param name="OneThread">On one thread.</param>
/// <param name="AllThreads">On all threads of the benchmark, together.</param>
public sealed record Int8Peak(double OneThread, double AllThreads);

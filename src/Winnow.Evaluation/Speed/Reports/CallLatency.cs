namespace Winnow.Evaluation.Speed.Reports;

/// <summary>The time of a reranking call, from texts to ranks, over documents of mixed length.</summary>
/// <param name="Documents">The number of documents.</param>
/// <param name="Tokens">Their tokens, without the query.</param>
/// <param name="Calls">The number of calls that were timed.</param>
/// <param name="MedianSeconds">The median.</param>
/// <param name="Percentile99Seconds">The 99th percentile.</param>
public sealed record CallLatency(int Documents, int Tokens, int Calls, double MedianSeconds, double Percentile99Seconds);

namespace Winnow.Server.Batching;

/// <summary>The queue has as much work as it takes.</summary>
/// <param name="retryAfter">After how long there should be room again.</param>
sealed class QueueFullException(TimeSpan retryAfter) : Exception("The server has as many requests as it takes.")
{
    /// <summary>Gets after how long there should be room again.</summary>
    public TimeSpan RetryAfter => retryAfter;
}

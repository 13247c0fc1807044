namespace Winnow.Server.Batching;

/// <summary>How much the queue takes, and how much it computes at once.</summary>
/// <param name="Requests">The most requests that wait or are computed.</param>
/// <param name="Wait">The longest that the work of all of them may take; one request alone may take longer.</param>
/// <param name="BatchTokens">The most tokens of a batch.</param>
sealed record QueueLimits(int Requests, TimeSpan Wait, int BatchTokens)
{
    /// <summary>Gets the most tokens of a batch that ends no request while small ones come, so that they do not wait long for it.</summary>
    public int SliceTokens => Math.Max(1, BatchTokens / 2);
}

namespace Winnow.Server.Batching;

/// <summary>How much the queue takes.</summary>
/// <param name="Requests">The most requests that wait or are computed.</param>
/// <param name="Tokens">The most tokens of all of them; one request alone may have more.</param>
/// <param name="BatchTokens">The tokens of a batch.</param>
sealed record QueueLimits(int Requests, long Tokens, int BatchTokens);

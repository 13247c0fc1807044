using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Winnow.Server.Security;

/// <summary>What one connection, and all of them, may take of the server before a request is read.</summary>
static class ConnectionLimits
{
    // A connection costs some tens of kilobytes; load balancers keep hundreds open, not thousands.
    const int MaxConnections = 4096;

    // Headers come in one packet or two. Who needs longer holds connections open on purpose.
    static readonly TimeSpan _headersTimeout = TimeSpan.FromSeconds(10);

    // Longer than the 60 s of most load balancers: the server must not be the one that closes a connection on which the next request is under way.
    static readonly TimeSpan _keepAlive = TimeSpan.FromSeconds(130);

    // Slower than any modem: below it, a body of 16 MiB would hold its buffers for a day.
    static readonly MinDataRate _slowest = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    public static void Set(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = MaxConnections;
        limits.RequestHeadersTimeout = _headersTimeout;
        limits.KeepAliveTimeout = _keepAlive;
        limits.MinRequestBodyDataRate = _slowest;
        limits.MinResponseDataRate = _slowest;
    }
}

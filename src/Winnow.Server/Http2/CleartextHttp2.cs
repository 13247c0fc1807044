using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Winnow.Server.Http2;

/// <summary>Lets a port without TLS speak HTTP/2 beside HTTP/1.1 ("h2c with prior knowledge"), as the AWS SDKs and gRPC clients expect it.</summary>
/// <remarks>
/// Kestrel finds out which of the two a client speaks from TLS, and without TLS takes every connection for HTTP/1.1. But HTTP/2 begins with bytes that no request of HTTP/1.1 begins with, so
/// that looking at them is enough. A connection with TLS begins otherwise and passes unseen.
/// </remarks>
static class CleartextHttp2
{
    // What Kestrel's TLS sets when a handshake has chosen the protocol, and Kestrel then goes by. It is not public: the one public way, a second endpoint for HTTP/2 alone, would have an address
    // of its own and count connections twice. An application runs on the major version that it was built for, and tests tell if a later one has it no more.
    static readonly object _http2Only = NewProtocolsFeature(HttpProtocols.Http2);

    /// <summary>Looks at the first bytes of each connection of an endpoint.</summary>
    /// <param name="listen">The endpoint. Its <see cref="ListenOptions.Protocols"/> stay unset: set, Kestrel warns that it would not do HTTP/2.</param>
    public static void UseCleartextHttp2(this ListenOptions listen)
    {
        KestrelServerLimits limits = listen.KestrelServerOptions.Limits;
        listen.Use(next => connection => ServeAsync(connection, next, limits));
    }

    static async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next, KestrelServerLimits limits)
    {
        // A stop of the server must not wait for clients that say nothing.
        CancellationToken stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        // Kestrel's own limits begin after this: the same ones hold here, for a connection without a byte and for one whose first line has begun.
        patience.CancelAfter(Bounded(limits.KeepAliveTimeout));
        try
        {
            if (await Http2Preface.IsNextAsync(connection.Transport.Input, () => patience.CancelAfter(Bounded(limits.RequestHeadersTimeout)), patience.Token).ConfigureAwait(false))
                connection.Features[_http2Only.GetType()] = _http2Only;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // Too slow, gone, or the server stops. Kestrel closes the connection on return.
            return;
        }

        await next(connection).ConfigureAwait(false);
    }

    // Kestrel has TimeSpan.MaxValue for "no limit", which timers do not take.
    static TimeSpan Bounded(TimeSpan limit) => limit.TotalMilliseconds < int.MaxValue ? limit : Timeout.InfiniteTimeSpan;

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType("Microsoft.AspNetCore.Server.Kestrel.Core.Internal.HttpProtocolsFeature, Microsoft.AspNetCore.Server.Kestrel.Core")]
    static extern object NewProtocolsFeature(HttpProtocols protocols);
}

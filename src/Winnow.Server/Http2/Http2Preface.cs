using System.Buffers;
using System.IO.Pipelines;

namespace Winnow.Server.Http2;

/// <summary>The bytes with which every client of HTTP/2 begins (RFC 9113, section 3.4), chosen so that no server takes them for a request of HTTP/1.1.</summary>
static class Http2Preface
{
    public static ReadOnlySpan<byte> Bytes => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Finds out whether the preface comes next, and takes no byte.</summary>
    /// <param name="input">What the client sends. The first byte that differs decides, so that nobody else has to wait for more bytes than it needs.</param>
    /// <param name="began">Called once if the client has sent a part of the preface and the rest is waited for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False also if the client hangs up before that is certain.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async ValueTask<bool> IsNextAsync(PipeReader input, Action began, CancellationToken cancellationToken)
    {
        bool waiting = false;
        while (true)
        {
            ReadResult read = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            int seen = (int)Math.Min(read.Buffer.Length, Bytes.Length);
            bool same = IsStart(read.Buffer.Slice(0, seen));
            if (!same || seen == Bytes.Length || read.IsCompleted || read.IsCanceled)
            {
                input.AdvanceTo(read.Buffer.Start);
                return same && seen == Bytes.Length;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (!waiting)
                began();
            waiting = true;
        }
    }

    static bool IsStart(ReadOnlySequence<byte> bytes)
    {
        Span<byte> start = stackalloc byte[Bytes.Length];
        bytes.CopyTo(start);
        return Bytes.StartsWith(start[..(int)bytes.Length]);
    }
}

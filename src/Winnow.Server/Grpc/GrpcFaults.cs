using System.Globalization;
using Grpc.Core;
using Winnow.Server.Http;

namespace Winnow.Server.Grpc;

/// <summary>Says errors as gRPC does: a status code with the sentence, and when to try again in the trailers.</summary>
static class GrpcFaults
{
    /// <summary>Makes the exception that gRPC turns into a status.</summary>
    public static RpcException ToRpcException(this ApiException error)
    {
        var trailers = new Metadata();
        if (error.RetryAfter is { } wait)
        {
            // In HTTP's words, and in those that gRPC's own retries follow.
            trailers.Add("retry-after", Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString("0", CultureInfo.InvariantCulture));
            trailers.Add("grpc-retry-pushback-ms", Math.Max(1, wait.TotalMilliseconds).ToString("0", CultureInfo.InvariantCulture));
        }

        return new RpcException(new Status(Code(error.Fault), error.Message), trailers);
    }

    static StatusCode Code(ApiFault fault) => fault switch
    {
        ApiFault.Malformed or ApiFault.Invalid or ApiFault.Empty or ApiFault.WrongMediaType => StatusCode.InvalidArgument,
        ApiFault.UnknownModel => StatusCode.NotFound,
        ApiFault.UnknownRoute => StatusCode.Unimplemented,
        ApiFault.Unauthorized => StatusCode.Unauthenticated,
        ApiFault.BodyTooLarge or ApiFault.RateLimited or ApiFault.Overloaded => StatusCode.ResourceExhausted,
        ApiFault.Timeout => StatusCode.DeadlineExceeded,
        ApiFault.Unavailable => StatusCode.Unavailable,
        _ => StatusCode.Internal,
    };
}

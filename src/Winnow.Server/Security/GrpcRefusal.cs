using Microsoft.AspNetCore.Http;
using Winnow.Server.Http;

namespace Winnow.Server.Security;

/// <summary>A refusal as clients of gRPC read it: status 200 with gRPC's own status in the headers, and no message.</summary>
static class GrpcRefusal
{
    const int ResourceExhausted = 8;
    const int Unauthenticated = 16;

    /// <summary>Gets whether a request is one of gRPC.</summary>
    public static bool Fits(HttpRequest request) => request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Refuses a request.</summary>
    public static Task WriteAsync(HttpContext context, ApiException refusal)
    {
        context.Features.Set(refusal);
        HttpResponse response = context.Response;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = refusal.Fault == ApiFault.Unauthorized ? $"{Unauthenticated}" : $"{ResourceExhausted}";
        response.Headers["grpc-message"] = Uri.EscapeDataString(refusal.Message);
        return response.CompleteAsync();
    }
}

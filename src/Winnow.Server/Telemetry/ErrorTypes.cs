using Winnow.Server.Http;

namespace Winnow.Server.Telemetry;

/// <summary>Names of what went wrong, as <c>error.type</c> has them: few, and for ever the same.</summary>
static class ErrorTypes
{
    /// <summary>The client went away, or its request was given up.</summary>
    public const string Cancelled = "cancelled";

    public static string Of(ApiFault fault) => fault switch
    {
        ApiFault.Malformed => "malformed",
        ApiFault.Invalid => "invalid",
        ApiFault.Empty => "empty",
        ApiFault.BodyTooLarge => "body_too_large",
        ApiFault.WrongMediaType => "wrong_media_type",
        ApiFault.UnknownModel => "unknown_model",
        ApiFault.UnknownRoute => "unknown_route",
        ApiFault.Unauthorized => "unauthorized",
        ApiFault.RateLimited => "rate_limited",
        ApiFault.Overloaded => "overloaded",
        ApiFault.Timeout => "timeout",
        ApiFault.Unavailable => "unavailable",
        _ => "failed",
    };

    public static string Of(Exception error) => error switch
    {
        ApiException told => Of(told.Fault),
        OperationCanceledException => Cancelled,
        WinnowException => Of(ApiFault.Invalid),
        ObjectDisposedException => Of(ApiFault.Unavailable),
        _ => Of(ApiFault.Failed),
    };
}

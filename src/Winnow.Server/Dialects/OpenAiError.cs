using System.Text.Json;
using Winnow.Server.Http;

namespace Winnow.Server.Dialects;

/// <summary>The error object of OpenAI's API, which many others have taken over.</summary>
static class OpenAiError
{
    /// <summary>Writes the object's fields.</summary>
    public static void WriteFields(Utf8JsonWriter json, ApiException error, int status)
    {
        json.WriteString("message", error.Message);
        json.WriteString("type", Type(error.Fault));
        json.WriteString("param", error.Field);
        json.WriteNumber("code", status);
    }

    static string Type(ApiFault fault) => fault switch
    {
        ApiFault.Unauthorized => "authentication_error",
        ApiFault.RateLimited or ApiFault.Overloaded => "rate_limit_error",
        ApiFault.Unavailable => "unavailable_error",
        ApiFault.Failed or ApiFault.Timeout => "server_error",
        ApiFault.UnknownModel or ApiFault.UnknownRoute => "not_found_error",
        _ => "invalid_request_error",
    };
}

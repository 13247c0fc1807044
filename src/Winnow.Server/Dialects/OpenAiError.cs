using System.Globalization;
using System.Text.Json;
using Winnow.Server.Http;

namespace Winnow.Server.Dialects;

/// <summary>The error object of OpenAI's API, which many others have taken over.</summary>
static class OpenAiError
{
    /// <summary>Writes the object's fields.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="error">The error.</param>
    /// <param name="status">The status that goes with it.</param>
    /// <param name="codeAsText">Whether the code is a string, as OpenAI has it, or a number, as vLLM and llama.cpp have it.</param>
    public static void WriteFields(Utf8JsonWriter json, ApiException error, int status, bool codeAsText = false)
    {
        json.WriteString("message", error.Message);
        json.WriteString("type", Type(error.Fault));
        json.WriteString("param", error.Field);
        if (codeAsText)
            json.WriteString("code", status.ToString(CultureInfo.InvariantCulture));
        else
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

using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Winnow.Server.Http;
using Winnow.Server.Reranking;

namespace Winnow.Server.Dialects;

/// <summary>How one API writes requests, answers and errors.</summary>
/// <remarks>Immutable and safe for concurrent use.</remarks>
abstract class Dialect
{
    /// <summary>Gets the API's name, as telemetry and documents call it.</summary>
    public abstract string Name { get; }

    /// <summary>Reads a request.</summary>
    /// <exception cref="ApiException">A field is missing or wrong.</exception>
    public abstract RerankCall Read(JsonFields body);

    /// <summary>Writes an answer.</summary>
    public abstract void Write(Utf8JsonWriter json, RerankAnswer answer);

    /// <summary>Writes an error.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="error">The error.</param>
    /// <param name="status">The status that goes with it.</param>
    /// <param name="requestId">A name for this request.</param>
    public abstract void WriteError(Utf8JsonWriter json, ApiException error, int status, string requestId);

    /// <summary>Gets the status of an error.</summary>
    public virtual int Status(ApiFault fault) => fault switch
    {
        ApiFault.Malformed => StatusCodes.Status400BadRequest,
        ApiFault.Unauthorized => StatusCodes.Status401Unauthorized,
        ApiFault.UnknownModel or ApiFault.UnknownRoute => StatusCodes.Status404NotFound,
        ApiFault.NotAcceptable => StatusCodes.Status406NotAcceptable,
        ApiFault.AlreadyLoaded => StatusCodes.Status409Conflict,
        ApiFault.NoMemory => StatusCodes.Status507InsufficientStorage,
        ApiFault.BodyTooLarge => StatusCodes.Status413PayloadTooLarge,
        ApiFault.WrongMediaType => StatusCodes.Status415UnsupportedMediaType,
        ApiFault.Invalid or ApiFault.Empty => StatusCodes.Status422UnprocessableEntity,
        ApiFault.RateLimited or ApiFault.Overloaded => StatusCodes.Status429TooManyRequests,
        ApiFault.Unavailable => StatusCodes.Status503ServiceUnavailable,
        ApiFault.Timeout => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status500InternalServerError,
    };
}

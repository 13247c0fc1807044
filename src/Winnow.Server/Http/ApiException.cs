namespace Winnow.Server.Http;

/// <summary>What went wrong with a request, from which each dialect makes its own status and type.</summary>
enum ApiFault
{
    /// <summary>The body is no JSON.</summary>
    Malformed,

    /// <summary>A field is missing, has the wrong type or a value that cannot be.</summary>
    Invalid,

    /// <summary>There is no document.</summary>
    Empty,

    /// <summary>The body is larger than the server takes.</summary>
    BodyTooLarge,

    /// <summary>The body is no application/json.</summary>
    WrongMediaType,

    /// <summary>The client accepts none of the media types of answers.</summary>
    NotAcceptable,

    /// <summary>A model of that name is loaded already.</summary>
    AlreadyLoaded,

    /// <summary>There is no memory for another model.</summary>
    NoMemory,

    /// <summary>There is no such model here.</summary>
    UnknownModel,

    /// <summary>There is nothing at this address, or not with this method.</summary>
    UnknownRoute,

    /// <summary>The key is missing or wrong.</summary>
    Unauthorized,

    /// <summary>This key has asked too often.</summary>
    RateLimited,

    /// <summary>The server has as much work as it takes.</summary>
    Overloaded,

    /// <summary>The deadline has passed.</summary>
    Timeout,

    /// <summary>The server is stopping or has no model yet.</summary>
    Unavailable,

    /// <summary>The server's own fault.</summary>
    Failed,
}

/// <summary>An error that a client is told.</summary>
/// <param name="fault">What kind it is.</param>
/// <param name="message">A sentence that says what is wrong and what to do.</param>
/// <param name="wrongField">The field that is wrong, or null.</param>
sealed class ApiException(ApiFault fault, string message, string? wrongField = null) : Exception(message)
{
    public ApiFault Fault => fault;

    public string? Field => wrongField;

    /// <summary>Gets after how long it is worth trying again, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

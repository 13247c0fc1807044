namespace Winnow.Client;

/// <summary>Settings of a <see cref="WinnowClient"/>.</summary>
/// <remarks>Set before the client is created; changes after that have no effect.</remarks>
public sealed class WinnowClientOptions
{
    /// <summary>How long a call may take where nothing else is said, in seconds.</summary>
    public const int DefaultTimeoutSeconds = 60;

    /// <summary>How often a call is repeated where nothing else is said.</summary>
    public const int DefaultMaxRetries = 4;

    /// <summary>Gets or sets the server's address, such as <c>http://localhost:8080</c>; what stands in its path is kept.</summary>
    /// <value>The default is null, with which no client can be created.</value>
    public Uri? BaseAddress { get; set; }

    /// <summary>Gets or sets the key that is sent as <c>Authorization: Bearer</c>.</summary>
    /// <value>The default is null: none is sent.</value>
    public string? ApiKey { get; set; }

    /// <summary>Gets or sets the model to ask for.</summary>
    /// <value>The default is null: the server's first one.</value>
    public string? Model { get; set; }

    /// <summary>Gets or sets how long a call may take, repetitions and the waits between them included.</summary>
    /// <value>The default is 60 seconds. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> is no limit.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(DefaultTimeoutSeconds);

    /// <summary>Gets or sets how often a call is repeated that the server was too busy for (429, 503), that a proxy could not pass on (502), or whose connection failed.</summary>
    /// <value>The default is 4. 0 repeats nothing. Only clients of <see cref="WinnowClientServices.AddWinnowClient"/> repeat.</value>
    public int MaxRetries { get; set; } = DefaultMaxRetries;

    /// <summary>Gets or sets whether logits are asked for beside scores, which is an extension of Winnow's server.</summary>
    /// <value>The default is true. Set it to false for servers that refuse fields which they do not know; the logit is then computed from the score.</value>
    public bool ReturnLogits { get; set; } = true;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="WinnowException">A value is missing or out of its range.</exception>
    internal void Validate()
    {
        if (BaseAddress is not { IsAbsoluteUri: true } || BaseAddress.Scheme is not ("http" or "https"))
            throw new WinnowException($"{nameof(WinnowClientOptions)}.{nameof(BaseAddress)} is {(BaseAddress is null ? "not set" : $"'{BaseAddress}'")}; it must be the server's address, such as http://localhost:8080.");
        if (Timeout <= TimeSpan.Zero && Timeout != System.Threading.Timeout.InfiniteTimeSpan)
            throw new WinnowException($"{nameof(WinnowClientOptions)}.{nameof(Timeout)} is {Timeout}; it must be longer than nothing, or Timeout.InfiniteTimeSpan.");
        if (MaxRetries < 0)
            throw new WinnowException($"{nameof(WinnowClientOptions)}.{nameof(MaxRetries)} is {MaxRetries}; it must be from 0.");
    }
}

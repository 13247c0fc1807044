using Winnow.Server;

namespace Winnow.Container;

/// <summary>Who may ask the server of a container, how often, and what it tells.</summary>
sealed record AccessSettings
{
    const string MetricsVariable = "WINNOW_METRICS", LogFormatVariable = "WINNOW_LOG_FORMAT";

    public required IReadOnlyList<string> ApiKeys { get; init; }

    public required IReadOnlyList<string> CorsOrigins { get; init; }

    public int? RequestsPerMinute { get; init; }

    public MetricsAccess Metrics { get; init; }

    public LogFormat LogFormat { get; init; }

    /// <summary>Reads the environment.</summary>
    /// <exception cref="WinnowException">A variable has a value that it cannot have.</exception>
    public static AccessSettings Read(EnvironmentReader environment) => new()
    {
        ApiKeys = List(environment.Text("WINNOW_API_KEYS")),
        CorsOrigins = List(environment.Text("WINNOW_CORS_ORIGINS")),
        RequestsPerMinute = environment.Number("WINNOW_RATE_LIMIT", 1, 1_000_000),
        Metrics = Choice(environment, MetricsVariable, MetricsAccess.Key),
        LogFormat = Choice(environment, LogFormatVariable, LogFormat.Text),
    };

    /// <summary>Sets the server's options.</summary>
    public void Apply(WinnowServerOptions server)
    {
        foreach (string key in ApiKeys)
            server.ApiKeys.Add(key);
        server.RequestsPerMinute = RequestsPerMinute;
    }

    /// <summary>Sets the options of the application around the server.</summary>
    public void Apply(ServerHostOptions host)
    {
        foreach (string origin in CorsOrigins)
            host.CorsOrigins.Add(origin);
        host.Metrics = Metrics;
        host.LogFormat = LogFormat;
    }

    static string[] List(string? text) => text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    static T Choice<T>(EnvironmentReader environment, string variable, T usual)
        where T : struct, Enum
    {
        if (environment.Text(variable) is not { } text)
            return usual;
        string[] names = [.. Enum.GetNames<T>().Select(name => name.ToLowerInvariant())];
        int place = Array.IndexOf(names, text.ToLowerInvariant());
        return place >= 0 ? Enum.GetValues<T>()[place] : throw EnvironmentReader.Wrong(variable, text, $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}");
    }
}

namespace Winnow.Server;

/// <summary>The names under which the server measures itself, for applications that subscribe with a telemetry set-up of their own.</summary>
/// <example>
/// <code>
/// builder.Services.AddOpenTelemetry()
///     .WithTracing(tracing => tracing.AddSource(WinnowTelemetry.SourceName))
///     .WithMetrics(metrics => metrics.AddMeter(WinnowTelemetry.MeterName));
/// </code>
/// </example>
public static class WinnowTelemetry
{
    /// <summary>The source of spans, one for each rerank request that could be read.</summary>
    public const string SourceName = "Winnow.Server";

    /// <summary>The meter of all instruments.</summary>
    public const string MeterName = "Winnow.Server";

    /// <summary>The category of the log's line for each request.</summary>
    public const string RequestLogCategory = "Winnow.Server.Requests";
}

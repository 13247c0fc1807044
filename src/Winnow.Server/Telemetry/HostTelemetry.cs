using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Winnow.Server.Security;

namespace Winnow.Server.Telemetry;

/// <summary>Where the measurements and messages of an application that is nothing but Winnow's server go: the log to standard output, metrics to <c>/metrics</c>, and all of it to a collector where one is named.</summary>
static class HostTelemetry
{
    const string MetricsPath = "/metrics";

    // Any of them is a wish for a collector; the exporter reads the rest of OpenTelemetry's environment itself.
    static readonly string[] _collectorVariables =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
    ];

    static readonly string[] _meters = [WinnowTelemetry.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    /// <summary>Adds log and exporters.</summary>
    public static void Configure(WebApplicationBuilder builder, ServerHostOptions host)
    {
        ConfigureLog(builder, host);
        bool collector = _collectorVariables.Any(name => !string.IsNullOrEmpty(builder.Configuration[name]));
        if (host.Metrics == MetricsAccess.Off && !collector)
            return;
        OpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry()
            // The environment comes last, so that OTEL_SERVICE_NAME counts.
            .ConfigureResource(resource => resource.AddService("winnow", serviceVersion: typeof(HostTelemetry).Assembly.GetName().Version?.ToString(3)).AddEnvironmentVariableDetector())
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(_meters);
                if (host.Metrics != MetricsAccess.Off)
                    metrics.AddPrometheusExporter();
            });
        // Spans that nobody collects are not made.
        if (collector)
        {
            telemetry
                .WithTracing(tracing => tracing.AddSource(WinnowTelemetry.SourceName).AddAspNetCoreInstrumentation(options => options.Filter = context => !PublicRoute.Is(context.GetEndpoint())))
                .WithLogging()
                .UseOtlpExporter();
        }
    }

    /// <summary>Maps <c>/metrics</c>.</summary>
    public static void Map(WebApplication app, ServerHostOptions host)
    {
        if (host.Metrics == MetricsAccess.Off)
            return;
        IEndpointConventionBuilder route = app.MapPrometheusScrapingEndpoint(MetricsPath);
        if (host.Metrics == MetricsAccess.Public)
            route.AllowWithoutKey();
    }

    static void ConfigureLog(WebApplicationBuilder builder, ServerHostOptions host)
    {
        const string timestamp = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(host.LogLevel);
        // What the framework says about each request is said in one line of ours.
        builder.Logging.AddFilter("Microsoft", host.LogLevel > LogLevel.Warning ? host.LogLevel : LogLevel.Warning);
        builder.Logging.AddFilter("Grpc", host.LogLevel > LogLevel.Warning ? host.LogLevel : LogLevel.Warning);
        if (host.LogFormat == LogFormat.Json)
        {
            builder.Logging.AddJsonConsole(console =>
            {
                console.TimestampFormat = timestamp.TrimEnd();
                console.UseUtcTimestamp = true;
            });
        }
        else
        {
            builder.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = timestamp;
                console.UseUtcTimestamp = true;
            });
        }

        // The server does not wait for whoever reads its log, or for a full disk.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite);
    }
}

using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Winnow;

/// <summary>The wrappers that Winnow brings along.</summary>
public static class RerankerBuilderExtensions
{
    /// <summary>Logs each call: counts and times at Debug, texts at Trace only, errors at Error.</summary>
    /// <param name="builder">The builder to add to.</param>
    /// <param name="loggerFactory">
    /// Where the logger comes from, or null to take it from the services. <see cref="NullLoggerFactory"/> adds no wrapper.
    /// </param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <remarks>
    /// <see cref="RerankerBuilder.Build"/> throws <see cref="InvalidOperationException"/> where the services have no logger factory either.
    /// </remarks>
    public static RerankerBuilder UseLogging(this RerankerBuilder builder, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use((inner, services) =>
        {
            ILoggerFactory factory = loggerFactory ?? services.GetRequiredService<ILoggerFactory>();
            return factory is NullLoggerFactory ? inner : new LoggingReranker(inner, factory.CreateLogger<LoggingReranker>());
        });
    }

    /// <summary>Records an activity and metrics for each call, in the names that OpenTelemetry uses for generative AI.</summary>
    /// <param name="builder">The builder to add to.</param>
    /// <param name="sourceName">
    /// The name of the activity source and the meter, or null for <see cref="OpenTelemetryReranker.DefaultSourceName"/>.
    /// </param>
    /// <param name="configure">Sets properties of the wrapper, or null to leave them as they are.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static RerankerBuilder UseOpenTelemetry(
        this RerankerBuilder builder, string? sourceName = null, Action<OpenTelemetryReranker>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(inner =>
        {
            var reranker = new OpenTelemetryReranker(inner, sourceName);
            configure?.Invoke(reranker);
            return reranker;
        });
    }

    /// <summary>Keeps scores in a cache, so that a document is not scored again for the same query, in whatever list it comes back.</summary>
    /// <param name="builder">The builder to add to.</param>
    /// <param name="cache">The cache, or null to take it from the services.</param>
    /// <param name="options">Settings of the cache, or null for the defaults.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <remarks>
    /// <see cref="RerankerBuilder.Build"/> throws <see cref="InvalidOperationException"/> where the services have no <see cref="IDistributedCache"/>
    /// either, and <see cref="ArgumentException"/> where the reranker inside does not say which model it runs. Failures of the cache are logged where
    /// the services have a logger factory.
    /// </remarks>
    public static RerankerBuilder UseCache(this RerankerBuilder builder, IDistributedCache? cache = null, RerankCacheOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use((inner, services) => new CachingReranker(
            inner,
            cache ?? services.GetRequiredService<IDistributedCache>(),
            options,
            services.GetService<ILoggerFactory>()?.CreateLogger<CachingReranker>()));
    }
}

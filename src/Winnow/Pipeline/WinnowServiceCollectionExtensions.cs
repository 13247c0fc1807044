using Microsoft.Extensions.DependencyInjection;

namespace Winnow;

/// <summary>Adds Winnow's reranker to an application's services.</summary>
/// <remarks>
/// Each method adds one <see cref="IReranker"/> for the life of the service provider, which disposes it. Its model is loaded when the reranker is
/// first asked for, on the thread that asks. The builder that comes back adds wrappers; those added after that moment have no effect.
/// </remarks>
public static class WinnowServiceCollectionExtensions
{
    /// <summary>Adds a reranker of a model.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="model">A model folder or the name of a shipped model, or null for the default model.</param>
    /// <param name="options">Settings for the life of the model, or null for the defaults.</param>
    /// <returns>A builder that adds wrappers to the reranker.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="model"/> is empty or white space.</exception>
    public static RerankerBuilder AddWinnow(this IServiceCollection services, string? model = null, EngineOptions? options = null) =>
        services.AddWinnow(Load(model, options));

    /// <summary>Adds a reranker that a factory creates, for instance from the application's configuration.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="factory">Creates the reranker, which the service provider then owns. It runs once, when the reranker is first asked for.</param>
    /// <returns>A builder that adds wrappers to the reranker.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static RerankerBuilder AddWinnow(this IServiceCollection services, Func<IServiceProvider, IReranker> factory)
    {
        ArgumentNullException.ThrowIfNull(services);
        var builder = new RerankerBuilder(factory);
        services.AddSingleton<IReranker>(builder.Build);
        return builder;
    }

    /// <summary>Adds a reranker of a model under a key, beside others.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="serviceKey">The key to ask for it by.</param>
    /// <param name="model">A model folder or the name of a shipped model, or null for the default model.</param>
    /// <param name="options">Settings for the life of the model, or null for the defaults.</param>
    /// <returns>A builder that adds wrappers to the reranker.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="model"/> is empty or white space.</exception>
    public static RerankerBuilder AddKeyedWinnow(
        this IServiceCollection services, object? serviceKey, string? model = null, EngineOptions? options = null) =>
        services.AddKeyedWinnow(serviceKey, Load(model, options));

    /// <summary>Adds a reranker that a factory creates under a key, beside others.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="serviceKey">The key to ask for it by.</param>
    /// <param name="factory">Creates the reranker, which the service provider then owns. It runs once, when the reranker is first asked for.</param>
    /// <returns>A builder that adds wrappers to the reranker.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> or <paramref name="factory"/> is null.</exception>
    public static RerankerBuilder AddKeyedWinnow(this IServiceCollection services, object? serviceKey, Func<IServiceProvider, IReranker> factory)
    {
        ArgumentNullException.ThrowIfNull(services);
        var builder = new RerankerBuilder(factory);
        services.AddKeyedSingleton<IReranker>(serviceKey, (provider, _) => builder.Build(provider));
        return builder;
    }

    static Func<IServiceProvider, IReranker> Load(string? model, EngineOptions? options)
    {
        if (model is null)
            return _ => Reranker.LoadDefault(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        return _ => Reranker.Load(model, options);
    }
}

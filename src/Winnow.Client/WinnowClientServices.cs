using Microsoft.Extensions.DependencyInjection;
using Polly;
using Winnow.Client.Retries;

namespace Winnow.Client;

/// <summary>Adds a client to an application's services.</summary>
public static class WinnowClientServices
{
    /// <summary>The name of the <see cref="HttpClient"/> that sends the requests.</summary>
    public const string HttpClientName = "Winnow";

    /// <summary>Adds one <see cref="WinnowClient"/>, which is the application's <see cref="IReranker"/> too, over <see cref="IHttpClientFactory"/> and with retries.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="configure">Sets the client's options; the address is needed.</param>
    /// <returns>The builder of the <see cref="HttpClient"/>, to which handlers can be added.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="WinnowException">A setting is missing or out of its range.</exception>
    public static IHttpClientBuilder AddWinnowClient(this IServiceCollection services, Action<WinnowClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new WinnowClientOptions();
        configure(options);
        options.Validate();
        services.AddSingleton(provider =>
        {
            IHttpClientFactory factory = provider.GetRequiredService<IHttpClientFactory>();
            // A new one for each call costs little and follows changes of the server's address.
            return new WinnowClient(() => factory.CreateClient(HttpClientName), options, provider.GetService<TimeProvider>() ?? TimeProvider.System);
        });
        services.AddSingleton<IReranker>(provider => provider.GetRequiredService<WinnowClient>());
        // The client's own limit covers all attempts with the waits between them.
        IHttpClientBuilder http = services.AddHttpClient(HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan);
        if (options.MaxRetries > 0)
        {
            http.AddResilienceHandler(HttpClientName, (pipeline, context) =>
            {
                pipeline.TimeProvider = context.ServiceProvider.GetService<TimeProvider>();
                pipeline.AddRetry(RetryPolicy.Create(options.MaxRetries));
            });
        }

        http.AddHttpMessageHandler(() => new BufferingHandler());
        return http;
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Winnow.Server.Batching;
using Winnow.Server.Grpc;
using Winnow.Server.Http;
using Winnow.Server.Models;
using Winnow.Server.Reranking;
using Winnow.Server.SageMaker;
using Winnow.Server.Security;
using Winnow.Server.Telemetry;
using Winnow.Server.Tokenizing;

namespace Winnow.Server;

/// <summary>Adds what <see cref="WinnowServerRoutes.MapWinnow"/> needs to an application's services.</summary>
public static class WinnowServerServices
{
    /// <summary>Adds the server: models, the queue in which requests meet, and what answers them. The models are loaded when the application starts, so that a wrong folder is told then.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="configure">Sets the server's options, or null for the defaults: the application's <see cref="IReranker"/> if it is an engine of this process, else the model that ships with Winnow.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    /// <exception cref="WinnowException">A setting is out of its range.</exception>
    public static IServiceCollection AddWinnow(this IServiceCollection services, Action<WinnowServerOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new WinnowServerOptions();
        configure?.Invoke(options);
        options.Validate();
        services.AddSingleton(options);
        services.AddSingleton(provider => ModelLoading.Load(options, provider.GetService<IReranker>()));
        services.AddSingleton(provider => Limits(options, provider.GetRequiredService<ModelCatalog>()));
        services.AddSingleton(provider => new ScoringQueue(provider.GetRequiredService<QueueLimits>()));
        services.AddMetrics();
        services.AddSingleton<RerankTelemetry>();
        services.AddSingleton<RequestRateLimit>();
        services.AddSingleton<RequestLog>();
        services.AddSingleton<RequestGate>();
        services.AddSingleton<RerankService>();
        services.AddSingleton<RerankEndpoint>();
        services.AddSingleton<ServerFacts>();
        services.AddSingleton<TokenizeEndpoint>();
        services.AddWinnowGrpc(options);
        SageMakerServices.Add(services);
        services.AddHostedService<ModelLoading>();
        return services;
    }

    static QueueLimits Limits(WinnowServerOptions options, ModelCatalog models) =>
        new(options.MaxRequests, options.MaxQueueTime, options.BatchTokens ?? ScoringQueue.DefaultTokensPerThread * Threads(options, models));

    static int Threads(WinnowServerOptions options, ModelCatalog models) =>
        models.Models.Select(model => model.Threads).DefaultIfEmpty(options.Engine.Threads ?? Environment.ProcessorCount).Max();

    // The catalog is made when it is first asked for: this asks before the first request.
    sealed class ModelLoading(ModelCatalog models, ScoringQueue queue) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        // Requests have ended when this is called; what is left belongs to nobody.
        public Task StopAsync(CancellationToken cancellationToken)
        {
            queue.Dispose();
            models.Dispose();
            return Task.CompletedTask;
        }

        public static ModelCatalog Load(WinnowServerOptions options, IReranker? application)
        {
            // SageMaker says later which models there are.
            if (options.SageMaker.MultiModel)
                return new ModelCatalog([], acceptAnyName: false);
            if (options.Models.Count == 0 && application?.GetService(typeof(Reranker)) is Reranker own)
                return new ModelCatalog([new ServedModel(own.Model.Name, own, owned: false)], options.AcceptAnyModelName);
            List<ServedModel> models = [];
            try
            {
                if (options.Models.Count == 0)
                    Add(models, Reranker.DefaultModel, options.Engine);
                foreach (string model in options.Models)
                    Add(models, model, options.Engine);
                return new ModelCatalog(models, options.AcceptAnyModelName);
            }
            catch
            {
                models.ForEach(model => model.Dispose());
                throw;
            }
        }

        static void Add(List<ServedModel> models, string folder, EngineOptions engine)
        {
            var model = ServedModel.Load(folder, engine);
            ServedModel? other = models.Find(other => other.Name.Equals(model.Name, StringComparison.OrdinalIgnoreCase));
            models.Add(model);
            if (other is not null)
                throw new WinnowException($"Two models to serve are called '{model.Name}': {other.Info.Folder} and {model.Info.Folder}. Clients choose by the folder's name, so rename one of them.");
        }
    }
}

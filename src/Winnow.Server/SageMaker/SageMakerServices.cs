using Microsoft.Extensions.DependencyInjection;

namespace Winnow.Server.SageMaker;

/// <summary>Adds what <see cref="SageMakerRoutes"/> needs.</summary>
static class SageMakerServices
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<InvocationRunner>();
        services.AddSingleton<InvocationRecords>();
        services.AddSingleton<InvocationEndpoint>();
        services.AddSingleton<MultiModelHost>();
        services.AddSingleton<MultiModelEndpoint>();
    }
}

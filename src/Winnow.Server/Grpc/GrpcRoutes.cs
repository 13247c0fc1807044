using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Winnow.Server.Grpc;

/// <summary>Adds and maps the gRPC services, which share the port with HTTP wherever it speaks HTTP/2.</summary>
static class GrpcRoutes
{
    public static void AddWinnowGrpc(this IServiceCollection services, WinnowServerOptions options)
    {
        services.AddGrpc().AddServiceOptions<RerankGrpcService>(grpc => grpc.MaxReceiveMessageSize = (int)options.MaxBodyBytes);
        // Otherwise gRPC answers for every address of two parts, and a GET of one that does not exist gets 405 instead of 404. Its clients read a 404 as UNIMPLEMENTED.
        services.Configure<GrpcServiceOptions>(grpc => grpc.IgnoreUnknownServices = true);
    }

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGrpcService<RerankGrpcService>();
        group.MapGrpcService<InfoGrpcService>();
    }
}

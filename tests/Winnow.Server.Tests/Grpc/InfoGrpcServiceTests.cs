using Winnow.Server.Grpc.Protocol;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Grpc;

public sealed class InfoGrpcServiceTests
{
    [Fact]
    public async Task Info_OneModel_SaysWhatTheServerReallyHas()
    {
        await using GrpcServer server = await GrpcServer.StartAsync(options =>
        {
            options.MaxDocuments = 77;
            options.MaxRequests = 9;
            options.BatchTokens = 300;
        });

        InfoResponse info = await new Info.InfoClient(server.Calls).InfoAsync(new InfoRequest(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(("bert", "float32", ModelType.Reranker), (info.ModelId, info.ModelDtype, info.ModelType));
        Assert.Equal((128u, 9u, 300u, 77u), (info.MaxInputLength, info.MaxConcurrentRequests, info.MaxBatchTokens, info.MaxClientBatchSize));
        Assert.Equal(64, info.ModelSha.Length);
        Assert.False(info.HasSha || info.HasDockerLabel || info.HasMaxBatchRequests);
    }
}

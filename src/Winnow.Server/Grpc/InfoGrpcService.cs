using Grpc.Core;
using Winnow.Server.Grpc.Protocol;
using Winnow.Server.Http;
using Winnow.Server.Models;

namespace Winnow.Server.Grpc;

/// <summary><c>tei.v1.Info</c>: what <c>GET /info</c> says.</summary>
sealed class InfoGrpcService(ServerFacts facts) : Info.InfoBase
{
    public override Task<InfoResponse> Info(InfoRequest request, ServerCallContext context)
    {
        try
        {
            using ModelLease lease = facts.Model(context.RequestHeaders.GetValue(RerankGrpcService.ModelHeader));
            ServedModel model = lease.Model;
            var info = new InfoResponse
            {
                Version = ServerFacts.Version,
                ModelId = model.Name,
                ModelDtype = model.Precision,
                ModelType = ModelType.Reranker,
                MaxConcurrentRequests = (uint)facts.MaxRequests,
                MaxInputLength = (uint)model.MaxTokens,
                MaxBatchTokens = (uint)facts.BatchTokens,
                MaxClientBatchSize = (uint)facts.MaxDocuments,
                TokenizationWorkers = (uint)ServerFacts.TokenizationWorkers,
            };
            if (model.Fingerprint is { } fingerprint)
                info.ModelSha = fingerprint;
            return Task.FromResult(info);
        }
        catch (ApiException error)
        {
            throw error.ToRpcException();
        }
    }
}

using Microsoft.AspNetCore.Http;
using Winnow.Server.Http;

namespace Winnow.Server.SageMaker;

/// <summary><c>GET /execution-parameters</c>: what a batch transform job that does not say so itself should send.</summary>
static class ExecutionParameters
{
    public static Task AnswerAsync(HttpContext context, SageMakerOptions options) =>
        RerankEndpoint.WriteAsync(context.Response, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("MaxConcurrentTransforms", options.MaxConcurrentTransforms);
            json.WriteString("BatchStrategy", options.BatchStrategy == SageMakerBatchStrategy.MultiRecord ? "MULTI_RECORD" : "SINGLE_RECORD");
            json.WriteNumber("MaxPayloadInMB", options.MaxPayloadMegabytes);
            json.WriteEndObject();
        });
}

using Microsoft.AspNetCore.Http;
using Winnow.Server.Http;
using Winnow.Server.Reranking;

namespace Winnow.Server.Dialects;

/// <summary>Cohere's <c>/v2/rerank</c>. vLLM answers at the same address with the document always in it; here it comes when <c>return_documents</c> asks for it.</summary>
sealed class CohereDialect : SupersetDialect
{
    public override string Name => "cohere";

    protected override string ApiVersion => "2";

    public override RerankCall Read(JsonFields body) => CommonFields.Read(body);

    public override int Status(ApiFault fault) => fault is ApiFault.Invalid or ApiFault.Empty ? StatusCodes.Status400BadRequest : base.Status(fault);
}

using Microsoft.AspNetCore.Http;
using Winnow.Server.Http;
using Winnow.Server.Reranking;

namespace Winnow.Server.Dialects;

/// <summary>Voyage's rerank: <c>top_k</c> instead of <c>top_n</c>, and <c>truncation</c>, which without it is on.</summary>
sealed class VoyageDialect : SupersetDialect
{
    public override string Name => "voyage";

    public override RerankCall Read(JsonFields body) => CommonFields.Read(body, top: "top_k") with { Truncate = body.Switch("truncation", true) };

    public override int Status(ApiFault fault) => fault is ApiFault.Invalid or ApiFault.Empty ? StatusCodes.Status400BadRequest : base.Status(fault);
}

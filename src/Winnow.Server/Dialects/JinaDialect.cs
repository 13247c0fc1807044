using Winnow.Server.Http;
using Winnow.Server.Reranking;

namespace Winnow.Server.Dialects;

/// <summary>Jina's <c>/v1/rerank</c>, which Cohere's first version, Together, llama.cpp and Infinity share but for small things.</summary>
sealed class JinaDialect : SupersetDialect
{
    public override string Name => "jina";

    public override RerankCall Read(JsonFields body) => CommonFields.Read(body);
}

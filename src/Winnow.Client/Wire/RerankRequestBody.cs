using System.Text.Json.Serialization;

namespace Winnow.Client.Wire;

/// <summary>What is sent.</summary>
sealed record RerankRequestBody(
    [property: JsonPropertyName("model")] string? Model,
    [property: JsonPropertyName("query")] string Query,
    [property: JsonPropertyName("documents")] IReadOnlyList<string> Documents,
    [property: JsonPropertyName("top_n")] int? TopN,
    [property: JsonPropertyName("return_documents")] bool ReturnDocuments,
    [property: JsonPropertyName("return_logits")] bool? ReturnLogits);

using System.Text.Json.Serialization;

namespace Winnow.Client.Wire;

/// <summary>What is read of an answer.</summary>
sealed record RerankAnswerBody([property: JsonPropertyName("results")] IReadOnlyList<RankedBody>? Results);

/// <summary>What is read of a result.</summary>
sealed record RankedBody(
    [property: JsonPropertyName("index")] int? Index,
    [property: JsonPropertyName("relevance_score")] float? Score,
    [property: JsonPropertyName("logit")] float? Logit);

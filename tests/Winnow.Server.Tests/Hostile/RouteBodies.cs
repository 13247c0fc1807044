using System.Text.Json.Nodes;

namespace Winnow.Server.Tests.Hostile;

/// <summary>A good body of each API, with what its fields must be.</summary>
/// <param name="Dialect">The API.</param>
/// <param name="Json">The body.</param>
/// <param name="Fields">Its fields and others that it may have: where they stand, and what they must be.</param>
sealed record GoodBody(string Dialect, string Json, IReadOnlyList<(string Path, FieldKind Kind)> Fields)
{
    public JsonObject Object() => JsonNode.Parse(Json)!.AsObject();
}

/// <summary>What a field must be.</summary>
enum FieldKind
{
    Text,
    RequiredText,
    RequiredObject,
    Documents,
    Integer,
    PositiveInteger,
    Switch,
    Seconds,
    Spans,
    Names,
}

/// <summary>Which APIs each route takes.</summary>
static class RouteBodies
{
    static readonly (string, FieldKind)[] _own =
    [
        ("model", FieldKind.Text), ("raw_scores", FieldKind.Switch), ("max_tokens_per_doc", FieldKind.PositiveInteger), ("max_chunks_per_doc", FieldKind.PositiveInteger),
        ("timeout", FieldKind.Seconds), ("relevant_spans", FieldKind.Spans), ("stream", FieldKind.Switch),
    ];

    static readonly GoodBody _jina = new(
        "jina",
        """{"model":"m","query":"where do herons nest","documents":["They eat fish.",{"text":"In trees.","id":7}],"top_n":2,"return_documents":true}""",
        [("query", FieldKind.RequiredText), ("documents", FieldKind.Documents), ("top_n", FieldKind.Integer), ("return_documents", FieldKind.Switch), ("rank_fields", FieldKind.Names), .. _own]);

    static readonly GoodBody _cohere = _jina with { Dialect = "cohere" };

    static readonly GoodBody _voyage = new(
        "voyage",
        """{"model":"m","query":"where do herons nest","documents":["They eat fish.","In trees."],"top_k":2,"truncation":true}""",
        [("query", FieldKind.RequiredText), ("documents", FieldKind.Documents), ("top_k", FieldKind.Integer), ("return_documents", FieldKind.Switch), ("truncation", FieldKind.Switch), .. _own]);

    static readonly GoodBody _tei = new(
        "tei",
        """{"query":"where do herons nest","texts":["They eat fish.","In trees."],"raw_scores":false,"return_text":true,"truncate":null}""",
        [("query", FieldKind.RequiredText), ("texts", FieldKind.Documents), ("return_text", FieldKind.Switch), ("truncate", FieldKind.Switch), ("truncation_direction", FieldKind.Text), .. _own]);

    static readonly GoodBody _score = new(
        "vllm",
        """{"model":"m","queries":"where do herons nest","documents":["They eat fish.","In trees."]}""",
        [("queries", FieldKind.RequiredText), ("documents", FieldKind.Documents), .. _own]);

    static readonly GoodBody _nvidia = new(
        "nvidia",
        """{"model":"m","query":{"text":"where do herons nest"},"passages":[{"text":"They eat fish."},{"text":"In trees."}],"truncate":"END"}""",
        [("query", FieldKind.RequiredObject), ("query.text", FieldKind.RequiredText), ("passages", FieldKind.Documents), ("truncate", FieldKind.Text), .. _own]);

    static readonly GoodBody _bedrock = new(
        "bedrock",
        """{"queries":[{"type":"TEXT","textQuery":{"text":"herons"}}],"sources":[{"type":"INLINE","inlineDocumentSource":{"type":"TEXT","textDocument":{"text":"In trees."}}}],"rerankingConfiguration":{"type":"BEDROCK_RERANKING_MODEL","bedrockRerankingConfiguration":{"numberOfResults":1}}}""",
        [("queries", FieldKind.Documents), ("sources", FieldKind.Documents), ("rerankingConfiguration.bedrockRerankingConfiguration.numberOfResults", FieldKind.PositiveInteger), .. _own]);

    /// <summary>Gets each route with its APIs; the first is the one whose errors are told where a body says nothing.</summary>
    public static IReadOnlyDictionary<string, GoodBody[]> Routes { get; } = new Dictionary<string, GoodBody[]>
    {
        ["/v1/rerank"] = [_jina, _voyage],
        ["/v2/rerank"] = [_cohere],
        ["/rerank"] = [_jina, _tei, _voyage, _bedrock],
        ["/reranking"] = [_jina, _tei, _voyage, _bedrock],
        ["/v1/reranking"] = [_jina, _tei, _voyage, _bedrock],
        ["/score"] = [_score],
        ["/v1/score"] = [_score],
        ["/ranking"] = [_nvidia],
        ["/v1/ranking"] = [_nvidia],
        ["/"] = [_tei],
        ["/tokenize"] = [new("vllm", """{"prompt":"where do herons nest"}""", [("model", FieldKind.Text)]), new("tei", """{"inputs":"where do herons nest"}""", [("model", FieldKind.Text)])],
        ["/invocations"] = [_jina, _tei, _voyage, _bedrock],
        ["/endpoints/{name}/invocations"] = [_jina, _tei, _voyage, _bedrock],
    };
}

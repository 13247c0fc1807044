using System.Text.Json;
using Winnow.Server.Dialects;
using Winnow.Server.Http;
using Winnow.Server.Reranking;

namespace Winnow.Server.SageMaker;

/// <summary>What Jina's Python package for SageMaker sends: <c>{"data":{"documents":[…],"query":"…"}}</c>, or a list of such objects.</summary>
sealed class JinaPackageBody(JsonFields body) : InvocationBody
{
    static readonly JinaDialect _errors = new();

    public override Dialect Dialect => _errors;

    public override string Name => "jina-sagemaker";

    public override bool CanStream => false;

    public override void Write(Utf8JsonWriter json, IReadOnlyList<RerankAnswer> answers)
    {
        json.WriteStartObject();
        json.WriteStartArray("data");
        foreach (RerankAnswer answer in answers)
            JinaPackageItem.Write(json, JinaPackageItem.NewId(), answer);
        json.WriteEndArray();
        json.WriteStartObject("parameters");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    protected override IReadOnlyList<RerankCall> Read()
    {
        JsonElement data = body.Required("data");
        if (data.ValueKind != JsonValueKind.Array)
            return [JinaPackageItem.Read(JsonFields.Of(data, "data"))];
        RerankCall[] calls = [.. data.EnumerateArray().Select((item, i) => JinaPackageItem.Read(JsonFields.Of(item, $"data[{i}]")))];
        return calls.Length > 0 ? calls : throw new ApiException(ApiFault.Empty, "The list 'data' must have at least one object with 'query' and 'documents'.", "data");
    }
}

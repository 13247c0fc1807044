using System.Text.Json;
using Winnow.Server.Dialects;
using Winnow.Server.Http;
using Winnow.Server.Models;
using Winnow.Server.Reranking;

namespace Winnow.Server.SageMaker;

/// <summary>One query with its documents, as Jina's containers for SageMaker read and answer it.</summary>
static class JinaPackageItem
{
    static readonly string[] _pictures = ["image", "bytes", "url"];

    /// <summary>Makes a name of the form that Jina's containers use.</summary>
    public static string NewId() => Guid.CreateVersion7().ToString("N");

    /// <summary>Reads a query with its documents. Documents come back unless <c>return_documents</c> is false.</summary>
    /// <exception cref="ApiException">A field is missing or wrong.</exception>
    public static RerankCall Read(JsonFields item)
    {
        if (!item.Has("query") && item.Has("text"))
            throw new ApiException(ApiFault.Invalid, $"The field '{item.Path("query")}' is missing. This server ranks documents and makes no embeddings of a 'text': send 'query' and 'documents'.", item.Path("query"));
        if (item.Has("documents"))
            CheckTexts(item);
        return CommonFields.Read(item) with { ReturnDocuments = item.Switch("return_documents", true), Dialect = "jina-sagemaker" };
    }

    /// <summary>Writes an answer.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="id">The answer's name.</param>
    /// <param name="answer">The answer.</param>
    public static void Write(Utf8JsonWriter json, string id, RerankAnswer answer)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        WriteUsage(json, "query_usage", answer.Model, answer.Call.Query);
        json.WriteStartArray("results");
        foreach (RankedDocument result in answer.Results)
        {
            json.WriteStartObject();
            json.WriteString("id", NewId());
            json.WriteNumber("index", result.Index);
            if (answer.Call.ReturnDocuments)
            {
                json.WriteStartObject("document");
                json.WriteString("id", NewId());
                json.WriteString("text", result.Document.Text);
                json.WriteEndObject();
            }

            json.WriteNumber("relevance_score", result.Score);
            WriteUsage(json, "usage", answer.Model, result.Document.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Jina's containers count a text by itself, with its special tokens, and not the pairs that the model reads.
    static void WriteUsage(Utf8JsonWriter json, string name, ServedModel model, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("id", NewId());
        json.WriteNumber("total_tokens", model.Tokenizer.Tokenize(text).Length + model.Tokenizer.SingleOverhead);
        json.WriteEndObject();
    }

    static void CheckTexts(JsonFields item)
    {
        int i = 0;
        foreach (JsonElement document in item.Array("documents").EnumerateArray())
        {
            if (document.ValueKind == JsonValueKind.Object && !new JsonFields(document).Has("text") && Array.Find(_pictures, new JsonFields(document).Has) is { } picture)
            {
                string path = item.Path($"documents[{i}]");
                throw new ApiException(ApiFault.Invalid, $"The field '{path}' is a picture ('{picture}'), and this model reads texts only: send 'text'.", path);
            }

            i++;
        }
    }
}

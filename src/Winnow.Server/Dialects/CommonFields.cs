using Winnow.Server.Http;
using Winnow.Server.Reranking;

namespace Winnow.Server.Dialects;

/// <summary>The fields that several APIs have, and those of Winnow's own, which every API takes beside its own.</summary>
static class CommonFields
{
    // A day: more is meant as "no limit", and timers have one.
    const double MostSeconds = 86_400;

    /// <summary>Reads a body with a query and documents.</summary>
    /// <param name="body">The body.</param>
    /// <param name="documents">The field of the documents.</param>
    /// <param name="top">The field with the number of results.</param>
    public static RerankCall Read(JsonFields body, string documents = "documents", string top = "top_n") => Extend(body, new RerankCall
    {
        Query = body.Text("query"),
        // Together's clients send objects of any fields and mean all of them.
        Documents = Documents.Read(body, documents, Documents.RankFields(body), allFields: true),
        TopN = body.Integer(top, 0),
        ReturnDocuments = body.Switch("return_documents", false),
    });

    /// <summary>Adds what every API takes.</summary>
    public static RerankCall Extend(JsonFields body, RerankCall call) => call with
    {
        Model = body.OptionalText("model"),
        RawScores = body.OptionalSwitch("raw_scores") ?? !body.Switch("use_activation", true),
        ReturnLogits = body.Switch("return_logits", false),
        MaxTokensPerDocument = body.Integer("max_tokens_per_doc", 1),
        MaxChunks = body.Integer("max_chunks_per_doc", 1) ?? RerankCall.DefaultMaxChunks,
        Spans = ReadSpans(body),
        Timeout = ReadTimeout(body),
        Stream = body.Switch("stream", false),
    };

    // true, false, or an object.
    static SpanOptions? ReadSpans(JsonFields body)
    {
        if (!body.Has("relevant_spans"))
            return null;
        var usual = new SpanOptions(SpanOptions.DefaultMaxSpans, SpanOptions.DefaultThreshold);
        if (body.Element.GetProperty("relevant_spans").ValueKind != System.Text.Json.JsonValueKind.Object)
            return body.Switch("relevant_spans", false) ? usual : null;
        JsonFields options = body.Object("relevant_spans");
        return new SpanOptions(options.Integer("max_spans", 1) ?? usual.MaxSpans, (float)(options.Number("threshold") ?? usual.Threshold));
    }

    static TimeSpan? ReadTimeout(JsonFields body)
    {
        if (body.Number("timeout") is not { } seconds)
            return null;
        return seconds is > 0 and <= MostSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new ApiException(ApiFault.Invalid, $"The field 'timeout' is a number of seconds above 0 and up to {MostSeconds:0}.", "timeout");
    }
}

using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Winnow.Server.Dialects;
using Winnow.Server.Reranking;

namespace Winnow.Server.Http;

/// <summary>Sends results as JSON lines as soon as they are there, in no order, and then a line with their order and the tokens.</summary>
/// <remarks>
/// Lines are <c>{"index":3,"relevance_score":0.9}</c>; the last one is <c>{"done":true,"order":[3,…],"usage":{…}}</c>. <c>top_n</c> bounds the order, not the lines: which documents are best
/// is known at the end alone. An error after the first line is a line <c>{"error":{…}}</c>.
/// </remarks>
sealed class ResultStream(RerankService service, HttpContext context)
{
    /// <summary>Answers a call.</summary>
    public async Task WriteAsync(RerankCall call, CancellationToken cancellationToken)
    {
        var lines = Channel.CreateUnbounded<RankedDocument>(new UnboundedChannelOptions { SingleReader = true });
        Task<RerankAnswer> answering = AnswerAsync();

        // An error before the first line is an answer like any other.
        if (!await lines.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            await answering.ConfigureAwait(false);
        context.Response.ContentType = "application/x-ndjson; charset=utf-8";
        while (await lines.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (lines.Reader.TryRead(out RankedDocument? document))
                Write(json => SupersetDialect.WriteResult(json, call, document, documentAsText: false));
            await context.Response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            RerankAnswer answer = await answering.ConfigureAwait(false);
            context.Features.Set(answer);
            Write(json => WriteEnd(json, answer));
        }
        catch (ApiException error)
        {
            Write(json => WriteError(json, error));
        }

        await context.Response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);

        async Task<RerankAnswer> AnswerAsync()
        {
            try
            {
                return await service.RerankAsync(call, document => lines.Writer.TryWrite(document), cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                lines.Writer.Complete();
            }
        }
    }

    void Write(Action<Utf8JsonWriter> write)
    {
        IBufferWriter<byte> output = context.Response.BodyWriter;
        using (var json = new Utf8JsonWriter(output))
            write(json);
        output.Write("\n"u8);
    }

    static void WriteEnd(Utf8JsonWriter json, RerankAnswer answer)
    {
        json.WriteStartObject();
        json.WriteBoolean("done", true);
        json.WriteString("id", answer.Id);
        json.WriteString("model", answer.Model.Name);
        json.WriteStartArray("order");
        foreach (RankedDocument result in answer.Results)
            json.WriteNumberValue(result.Index);
        json.WriteEndArray();
        json.WriteStartObject("usage");
        json.WriteNumber("total_tokens", answer.Tokens);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteError(Utf8JsonWriter json, ApiException error)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", error.Message);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

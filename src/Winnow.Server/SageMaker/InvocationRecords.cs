using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Winnow.Server.Dialects;
using Winnow.Server.Http;
using Winnow.Server.Reranking;

namespace Winnow.Server.SageMaker;

/// <summary>Answers bodies of many records, a line each: every record gets its answer or its own error, in order, and none is lost because of another.</summary>
sealed class InvocationRecords(InvocationRunner runner, RerankEndpoint errors)
{
    static readonly JinaDialect _usual = new();

    /// <summary>Answers a body, record by record, as they are done.</summary>
    /// <param name="context">The request.</param>
    /// <param name="input">What a line is.</param>
    /// <param name="body">The body.</param>
    /// <param name="type">The media type of the answer.</param>
    /// <param name="model">The model's name where the address has one, else null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ApiException">There is no record, or no room to begin.</exception>
    public async Task AnswerAsync(HttpContext context, InvocationInput input, byte[] body, string type, string? model, CancellationToken cancellationToken)
    {
        Func<RecordLine, CancellationToken, Task<byte[]>> answer = input == InvocationInput.Csv
            ? (line, stop) => AnswerRowAsync(line, model, stop)
            : (line, stop) => AnswerLineAsync(line, context, model, stop);
        if (!RecordLines.Of(body).Any())
            throw new ApiException(ApiFault.Empty, input == InvocationInput.Csv ? "The body has no rows. Send one a line: id,query,documents,top_n." : "The body has no lines. Send a JSON object a line.");
        runner.CheckRoom();
        context.Features.Set(new DialectFeature(input == InvocationInput.Csv ? "sagemaker-csv" : "sagemaker-lines"));

        var envelope = RecordEnvelope.For(input, type);
        HttpResponse response = context.Response;
        response.ContentType = $"{type}; charset=utf-8";
        string before = envelope.Start;
        await foreach (byte[] record in OrderedWork.RunAsync(RecordLines.Of(body), InvocationRunner.AtOnce, answer, cancellationToken).ConfigureAwait(false))
        {
            await response.WriteAsync(before, cancellationToken).ConfigureAwait(false);
            await response.Body.WriteAsync(record, cancellationToken).ConfigureAwait(false);
            await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
            before = envelope.Between;
        }

        await response.WriteAsync(envelope.End, cancellationToken).ConfigureAwait(false);
    }

    async Task<byte[]> AnswerLineAsync(RecordLine line, HttpContext context, string? model, CancellationToken cancellationToken)
    {
        Dialect dialect = _usual;
        try
        {
            using JsonDocument json = RequestBody.Parse(line.Text, "It");
            InvocationBody body = InvocationBody.Of(JsonFields.Of(json.RootElement, ""));
            dialect = body.Dialect;
            var answers = new List<RerankAnswer>();
            foreach (RerankCall call in body.Read(model))
                answers.Add(await runner.AnswerPatientlyAsync(call, cancellationToken).ConfigureAwait(false));
            return JsonBytes.Of(writer => body.Write(writer, answers));
        }
#pragma warning disable CA1031 // Whatever it is, it is this record's own, and the others are answered.
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            ApiException told = Located(error, "Line", line.Number);
            return JsonBytes.Of(writer => dialect.WriteError(writer, told, dialect.Status(told.Fault), context.TraceIdentifier));
        }
    }

    async Task<byte[]> AnswerRowAsync(RecordLine line, string? model, CancellationToken cancellationToken)
    {
        string text = Encoding.UTF8.GetString(line.Text.Span);
        try
        {
            RequestBody.CheckUtf8(line.Text.Span, "It");
            CsvRow row = CsvRow.Parse(text);
            RerankAnswer answer = await runner.AnswerPatientlyAsync(row.Call with { Model = model }, cancellationToken).ConfigureAwait(false);
            return JsonBytes.Of(writer => JinaPackageItem.Write(writer, row.Id ?? JinaPackageItem.NewId(), answer));
        }
#pragma warning disable CA1031 // As above.
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            ApiException told = Located(error, "Row", line.Number);
            return JsonBytes.Of(writer => WriteRowError(writer, CsvRow.FindId(text) ?? JinaPackageItem.NewId(), told));
        }
    }

    static void WriteRowError(Utf8JsonWriter json, string id, ApiException error)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteStartObject("error");
        OpenAiError.WriteFields(json, error, _usual.Status(error.Fault));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    ApiException Located(Exception error, string kind, int number)
    {
        ApiException told = errors.Translate(error);
        // The parser counts lines of its own, which here is always the first.
        string message = told.Message.Replace("LineNumber: 0 | ", "", StringComparison.Ordinal);
        return new ApiException(told.Fault, $"{kind} {number}: {message}", told.Field);
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Winnow.Server.Dialects;
using Winnow.Server.Http;
using Winnow.Server.Reranking;

namespace Winnow.Server.SageMaker;

/// <summary><c>POST /invocations</c>: one request in JSON, many in JSON lines or CSV.</summary>
sealed class InvocationEndpoint(InvocationRunner runner, InvocationRecords records, RerankService service, RerankEndpoint errors, WinnowServerOptions options)
{
    static readonly JinaDialect _usual = new();

    /// <summary>Answers an invocation.</summary>
    /// <param name="context">The request.</param>
    /// <param name="model">The model's name where the address has one, else null.</param>
    public Task AnswerAsync(HttpContext context, string? model)
    {
        InvocationHeaders.Echo(context);
        Dialect dialect = _usual;
        return InvocationGuard.RunAsync(context, errors, () => dialect, async aborted =>
        {
            InvocationInput input = InvocationTypes.OfBody(context.Request);
            string type = InvocationTypes.OfAnswer(context.Request, input, options.SageMaker.DefaultAccept);
            byte[] bytes = await RequestBody.ReadBytesAsync(context.Request, options.MaxBodyBytes, aborted).ConfigureAwait(false);
            if (input != InvocationInput.Json)
            {
                await records.AnswerAsync(context, input, bytes, type, model, aborted).ConfigureAwait(false);
                return;
            }

            using JsonDocument json = RequestBody.Parse(bytes);
            InvocationBody body = InvocationBody.Of(JsonFields.Of(json.RootElement, ""));
            dialect = body.Dialect;
            context.Features.Set(new DialectFeature(body.Name));
            IReadOnlyList<RerankCall> calls = body.Read(model);
            if (body.CanStream && (calls[0].Stream || type == InvocationTypes.Stream))
                await new ResultStream(service, context).WriteAsync(calls[0], aborted).ConfigureAwait(false);
            else
                await WriteAsync(context.Response, body, await runner.AnswerAsync(calls, aborted).ConfigureAwait(false), type, aborted).ConfigureAwait(false);
        });
    }

    static async Task WriteAsync(HttpResponse response, InvocationBody body, IReadOnlyList<RerankAnswer> answers, string type, CancellationToken aborted)
    {
        if (answers.Count == 1)
            TimingHeaders.Write(response, answers[0]);
        byte[] answer = JsonBytes.Of(json => body.Write(json, answers));
        // One answer in JSON lines is a line.
        if (type != InvocationTypes.Json)
            answer = [.. answer, (byte)'\n'];
        response.ContentType = $"{type}; charset=utf-8";
        response.ContentLength = answer.Length;
        await response.Body.WriteAsync(answer, aborted).ConfigureAwait(false);
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Http;
using Winnow.Server.Reranking;

namespace Winnow.Server.Http;

/// <summary>The headers with which text-embeddings-inference says where an answer's time went, in milliseconds.</summary>
static class TimingHeaders
{
    public static void Write(HttpResponse response, RerankAnswer answer)
    {
        RerankTimings timings = answer.Timings;
        response.Headers["x-compute-type"] = "cpu";
        // Characters as Rust counts them, the query's once for each document that it is read with.
        long query = CodePoints.Count(answer.Call.Query);
        Set("x-compute-characters", answer.Call.Documents.Sum(document => query + CodePoints.Count(document.Text)));
        Set("x-compute-tokens", answer.Tokens);
        // The same as the total there, too.
        Set("x-compute-time", Milliseconds(timings.Tokenization + timings.Queue + timings.Inference));
        Set("x-tokenization-time", Milliseconds(timings.Tokenization));
        Set("x-queue-time", Milliseconds(timings.Queue));
        Set("x-inference-time", Milliseconds(timings.Inference));
        Set("x-total-time", Milliseconds(timings.Tokenization + timings.Queue + timings.Inference));

        void Set(string name, IFormattable value) => response.Headers[name] = value.ToString(null, CultureInfo.InvariantCulture);
    }

    static long Milliseconds(TimeSpan time) => (long)Math.Round(time.TotalMilliseconds);
}

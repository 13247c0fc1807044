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
        Set("x-compute-characters", answer.Characters);
        Set("x-compute-tokens", answer.Tokens);
        // The same as the total there, too.
        Set("x-compute-time", Milliseconds(timings.Total));
        Set("x-tokenization-time", Milliseconds(timings.Tokenization));
        Set("x-queue-time", Milliseconds(timings.Queue));
        Set("x-inference-time", Milliseconds(timings.Inference));
        Set("x-total-time", Milliseconds(timings.Total));

        void Set(string name, IFormattable value) => response.Headers[name] = value.ToString(null, CultureInfo.InvariantCulture);
    }

    static long Milliseconds(TimeSpan time) => (long)Math.Round(time.TotalMilliseconds);
}

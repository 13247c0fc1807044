using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Winnow.Server.SageMaker;

/// <summary>The headers of a request that SageMaker wants to see again in its answer.</summary>
static class InvocationHeaders
{
    // SageMaker's own limit for custom attributes.
    const int MostCharacters = 1024;

    static readonly string[] _names = ["X-Amzn-SageMaker-Custom-Attributes", "X-Amzn-SageMaker-Inference-Id"];

    /// <summary>Copies them. What SageMaker would not let pass is left out.</summary>
    public static void Echo(HttpContext context)
    {
        foreach (string name in _names)
        {
            if (context.Request.Headers.TryGetValue(name, out StringValues values) && values is [{ Length: > 0 and <= MostCharacters } value] && value.All(c => c is >= ' ' and <= '~'))
                context.Response.Headers[name] = value;
        }
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Winnow.Server.Models;

namespace Winnow.Server.SageMaker;

/// <summary><c>GET /ping</c>: whether the container may get requests. It looks and does not compute, so that it answers at once however much is to do.</summary>
static class Ping
{
    public static Task AnswerAsync(HttpContext context, SageMakerOptions options)
    {
        IServiceProvider services = context.RequestServices;
        bool stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;
        // A multi-model endpoint is well without a model: SageMaker loads them afterwards.
        bool ready = !stopping && (options.MultiModel || services.GetRequiredService<ModelCatalog>().Models.Count > 0);
        context.Response.StatusCode = ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        // Without a body, whatever the status says.
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }
}

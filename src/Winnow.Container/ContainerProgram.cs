using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;
using Winnow.Server;

namespace Winnow.Container;

/// <summary>What the container runs: the server, set by environment variables.</summary>
static class ContainerProgram
{
    const string Usage = """
        winnow-server [serve]       serve rerankers over HTTP, set by environment variables
        winnow-server healthcheck   end with 0 if the server in this container is well

        Variables: docs/container.md
        """;

    /// <summary>Runs until a signal stops it.</summary>
    /// <param name="arguments">Nothing, <c>serve</c> as SageMaker sends it, or <c>healthcheck</c>.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="output">Where help goes.</param>
    /// <param name="error">Where messages go.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, Func<string, string?> variable, TextWriter output, TextWriter error)
    {
        try
        {
            switch (arguments)
            {
                case [] or ["serve"]:
                    return await ServeAsync(ContainerSettings.Read(variable), error).ConfigureAwait(false);
                case ["healthcheck"]:
                    return await HealthCheck.RunAsync(ContainerSettings.Read(variable).Port, error).ConfigureAwait(false);
                case ["--help" or "-h" or "help"]:
                    await output.WriteLineAsync(Usage).ConfigureAwait(false);
                    return ExitCode.Done;
                case ["train", ..]:
                    throw new WinnowException("This image serves models and does not train them. Create a model or a batch transform job with it, not a training job.");
                default:
                    throw new WinnowException($"There is no command '{string.Join(' ', arguments)}'. Start the container with 'serve' or without arguments.");
            }
        }
        catch (WinnowException wrong)
        {
            await error.WriteLineAsync($"winnow-server: {wrong.Message}").ConfigureAwait(false);
            return ExitCode.Usage;
        }
    }

    static async Task<int> ServeAsync(ContainerSettings settings, TextWriter error)
    {
        // Kernels are compiled while the host is built.
        Reranker.Prepare(settings.Engine.Precision);
        WebApplication app = ServerHost.Build([settings.Url], settings.Apply, args: null, settings.ServerHost());
        await using (app.ConfigureAwait(false))
        {
            try
            {
                await app.StartAsync().ConfigureAwait(false);
            }
            catch (IOException failed) when (failed.InnerException is AddressInUseException)
            {
                throw new WinnowException($"{failed.Message} Choose another port with {settings.PortVariable}.");
            }
            catch (SocketException failed)
            {
                throw new WinnowException($"{settings.Url} cannot be listened at: {failed.Message}. Choose another port with {settings.PortVariable} or another address with {ContainerSettings.HostVariable}.");
            }
            catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
            {
                // Told to stop while the model was loading: nothing was taken in.
                return ExitCode.Done;
            }

            await error.WriteLineAsync($"winnow-server: listening at {string.Join(", ", app.Urls)}").ConfigureAwait(false);
            await app.WaitForShutdownAsync().ConfigureAwait(false);
            return ExitCode.Done;
        }
    }
}

namespace Winnow.Container;

/// <summary><c>winnow-server healthcheck</c>: asks the server in the same container, for images that have no other program to do it.</summary>
static class HealthCheck
{
    // SageMaker's own patience with /ping.
    static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(int port, TextWriter error)
    {
        using var client = new HttpClient { Timeout = _patience };
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/ping")).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode)
                return ExitCode.Done;
            await error.WriteLineAsync($"winnow-server: /ping answers {(int)answer.StatusCode}").ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException)
        {
            await error.WriteLineAsync($"winnow-server: nothing answers at port {port}: {failed.Message}").ConfigureAwait(false);
        }

        return ExitCode.Failed;
    }
}

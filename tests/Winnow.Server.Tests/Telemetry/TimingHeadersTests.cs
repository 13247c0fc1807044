using System.Globalization;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Telemetry;

public sealed class TimingHeadersTests
{
    [Fact]
    public async Task Rerank_Answered_HasTheHeadersOfTextEmbeddingsInference()
    {
        await using TestServer server = await TestServer.StartAsync();

        // Six characters for each of two documents, three and one of their own: the bird is one, though C# counts two.
        Reply reply = await server.Client.SendAsync(HttpMethod.Post, "/rerank", """{"query":"herons","texts":["eat","🐦"]}""");

        Assert.Equal("cpu", reply.Headers["x-compute-type"]);
        Assert.Equal(16, Number("x-compute-characters"));
        Assert.True(Number("x-compute-tokens") > 6);
        Assert.Equal(Number("x-total-time"), Number("x-compute-time"));
        foreach (string name in (string[])["x-total-time", "x-tokenization-time", "x-queue-time", "x-inference-time"])
            Assert.True(Number(name) >= 0);

        long Number(string name) => long.Parse(reply.Headers[name], CultureInfo.InvariantCulture);
    }
}

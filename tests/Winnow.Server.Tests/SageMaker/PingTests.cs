using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Winnow.Server.Models;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.SageMaker;

public sealed class PingTests
{
    [Fact]
    public async Task Ping_ModelLoaded_IsEmpty200()
    {
        await using TestServer server = await TestServer.StartAsync();

        HttpAnswer answer = await HttpAnswer.GetAsync(server.Client, "/ping");

        Assert.Equal((200, ""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Ping_NoModel_Is503()
    {
        await using TestServer server = await TestServer.StartAsync();
        Assert.True(server.Services.GetRequiredService<ModelCatalog>().Remove("bert"));

        HttpAnswer answer = await HttpAnswer.GetAsync(server.Client, "/ping");

        Assert.Equal((503, ""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Ping_MultiModelWithoutModels_Is200()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.SageMaker.MultiModel = true);

        Assert.Equal(200, (await HttpAnswer.GetAsync(server.Client, "/ping")).Status);
    }

    [Theory]
    [InlineData("/ping", true)]
    [InlineData("/health", true)]
    [InlineData("/execution-parameters", true)]
    [InlineData("/invocations", false)]
    [InlineData("/rerank", false)]
    public async Task Map_Address_SaysWhetherItIsForAnybody(string path, bool anybody)
    {
        await using TestServer server = await TestServer.StartAsync();

        Endpoint endpoint = Assert.Single(server.Services.GetRequiredService<EndpointDataSource>().Endpoints, endpoint => ((RouteEndpoint)endpoint).RoutePattern.RawText == path);

        Assert.Equal(anybody, endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null);
    }
}

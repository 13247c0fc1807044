using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Winnow.Server.Security;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Hostile;

public sealed class HostileBodiesTests
{
    [Fact]
    public async Task Post_ThousandsOfBadBodies_EachIsRefusedInTheRoutesShapeAndScoresStayTheSame()
    {
        var errors = new ErrorLog();
        await using TestServer server = await errors.StartAsync();
        string before = await ScoresAsync(server);
        HostileBody[] bodies = [.. RouteBodies.Routes.SelectMany(route => HostileText.Of(route.Key).Concat(route.Value.SelectMany(good => HostileFields.Of(route.Key, good).Concat(HostileText.Of(route.Key, good)))))];
        var wrong = new ConcurrentBag<string>();

        await Parallel.ForEachAsync(bodies, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, async (body, cancellation) =>
        {
            if (await PostAsync(server.Client, body, cancellation) is { } problem)
                wrong.Add(problem);
        });

        Assert.True(bodies.Length > 10_000, $"There are {bodies.Length} bodies only.");
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {bodies.Length}:\n{string.Join('\n', wrong.Order(StringComparer.Ordinal).Take(40))}");
        Assert.Equal(before, await ScoresAsync(server));
        // What clients send is no fault of the server.
        Assert.Empty(errors.Messages);
    }

    [Fact]
    public async Task Post_GoodBodyOfEachApi_IsAnswered()
    {
        await using TestServer server = await TestServer.StartAsync();

        foreach ((string route, GoodBody[] bodies) in RouteBodies.Routes)
        {
            foreach (GoodBody good in bodies)
                Assert.True((await server.PostAsync(route, good.Json)).Status == 200, $"{route} does not answer a good body of {good.Dialect}.");
        }
    }

    // Whoever adds a route adds it here.
    [Fact]
    public async Task Routes_AllThatHaveADialect_AreTried()
    {
        await using TestServer server = await TestServer.StartAsync();

        var mapped = server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<RouteDialect>() is not null).Select(endpoint => endpoint.RoutePattern.RawText).Distinct();

        Assert.Equal(RouteBodies.Routes.Keys.Order(), mapped.Order());
    }

    static async Task<string?> PostAsync(HttpClient client, HostileBody body, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(body.Bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", body.ContentType);
        if (body.ContentEncoding is { } encoding)
            content.Headers.ContentEncoding.Add(encoding);
        using HttpResponseMessage response = await client.PostAsync(body.Route, content, cancellation);
        string text = await response.Content.ReadAsStringAsync(cancellation);
        MediaTypeHeaderValue? type = response.Content.Headers.ContentType;
        return ErrorShapes.Describe(body.Route, (int)response.StatusCode, type?.MediaType, text) is { } problem ? $"{body.Route} {body.Name}: {problem}: {text}" : null;
    }

    static async Task<string> ScoresAsync(TestServer server) => (await server.PostAsync("/v1/rerank", Requests.Rerank)).Json.GetProperty("results").GetRawText();
}

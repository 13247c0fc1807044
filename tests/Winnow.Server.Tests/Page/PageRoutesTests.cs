using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Winnow.Server.Page;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Page;

public sealed partial class PageRoutesTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_Root_AnswersWithThePageAndItsHeaders()
    {
        await using TestServer server = await TestServer.StartAsync();

        using HttpResponseMessage response = await server.Client.GetAsync("/", Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Contains("<h1>Winnow</h1>", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        string policy = Header(response, "Content-Security-Policy");
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        Assert.Equal("DENY", Header(response, "X-Frame-Options"));
        Assert.Equal("no-referrer", Header(response, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(response, "Cross-Origin-Opener-Policy"));
        Assert.Equal("no-cache", Header(response, "Cache-Control"));
    }

    [Fact]
    public async Task Get_EveryFileThatThePageNames_IsThere()
    {
        await using TestServer server = await TestServer.StartAsync();
        string[] names = [.. PageAsset.LoadAll().Select(asset => asset.Name)];

        List<string> named = [.. References().Matches(await server.Client.GetStringAsync("/", Cancellation)).Select(match => match.Groups[1].Value)];
        foreach (string script in names.Where(name => name.EndsWith(".js", StringComparison.Ordinal)))
        {
            string text = await server.Client.GetStringAsync($"/page/{script}", Cancellation);
            named.AddRange(Imports().Matches(text).Select(match => $"page/{match.Groups[1].Value}"));
        }

        Assert.Superset(named.ToHashSet(), names.Where(name => name != PageAsset.IndexName).Select(name => $"page/{name}").ToHashSet());
        foreach (string address in named.Distinct())
        {
            using HttpResponseMessage response = await server.Client.GetAsync($"/{address}", Cancellation);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        }
    }

    [Fact]
    public async Task Get_KnownTag_AnswersNotModified()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpResponseMessage first = await server.Client.GetAsync("/page/page.css", Cancellation);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/page/page.css");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using HttpResponseMessage second = await server.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Head_Root_AnswersWithoutBody()
    {
        await using TestServer server = await TestServer.StartAsync();

        using var request = new HttpRequestMessage(HttpMethod.Head, "/");
        using HttpResponseMessage response = await server.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Content.Headers.ContentLength > 1000);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Theory]
    // Another API takes a POST there.
    [InlineData("/", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/page/page.js", HttpStatusCode.NotFound)]
    public async Task Get_PageSwitchedOff_IsNotThere(string path, HttpStatusCode expected)
    {
        await using TestServer server = await TestServer.StartAsync(options => options.Page = false);

        using HttpResponseMessage response = await server.Client.GetAsync(path, Cancellation);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("/page/../Winnow.Server.dll")]
    [InlineData("/page/%2e%2e/index.html")]
    [InlineData("/page/")]
    [InlineData("/page/index.html")]
    public async Task Get_WhatIsNoFileOfThePage_AnswersNotFound(string path)
    {
        await using TestServer server = await TestServer.StartAsync();

        using HttpResponseMessage response = await server.Client.GetAsync(path, Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Get_Prefix_IsRedirectedToTheAddressUnderWhichFilesAreFound()
    {
        await using WebApplication app = await StartAsync(app => app.MapWinnow("/rerank-service"));
        using var client = Client(app);

        using HttpResponseMessage moved = await client.GetAsync("/rerank-service?a=b", Cancellation);
        using HttpResponseMessage page = await client.GetAsync("/rerank-service/", Cancellation);
        using HttpResponseMessage style = await client.GetAsync("/rerank-service/page/page.css", Cancellation);

        Assert.Equal(HttpStatusCode.TemporaryRedirect, moved.StatusCode);
        Assert.Equal("/rerank-service/?a=b", moved.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(HttpStatusCode.OK, style.StatusCode);
    }

    [Fact]
    public async Task Get_ApplicationWithAPageOfItsOwn_AnswersWithThat()
    {
        await using WebApplication app = await StartAsync(app =>
        {
            app.MapWinnow();
            app.MapGet("/", () => "own");
        });
        using var client = Client(app);

        Assert.Equal("own", await client.GetStringAsync("/", Cancellation));
    }

    [Fact]
    public void Assets_AllFiles_NameNoOtherAddressAndHaveNoInlineCode()
    {
        foreach (PageAsset asset in PageAsset.LoadAll())
        {
            string text = System.Text.Encoding.UTF8.GetString(asset.Bytes.Span);
            Assert.DoesNotContain("//", text.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal).Split('\n')
                .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)).Aggregate("", (all, line) => all + line), StringComparison.Ordinal);
            Assert.DoesNotMatch("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function", text);
            if (asset.Name.EndsWith(".html", StringComparison.Ordinal))
                Assert.DoesNotMatch("<style|\\sstyle=|\\son[a-z]+=|<script(?![^>]*\\ssrc=)|javascript:", text);
        }
    }

    static async Task<WebApplication> StartAsync(Action<WebApplication> map)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddWinnow(server => server.Models.Add(TestServer.ModelFolder));
        WebApplication app = builder.Build();
        map(app);
        await app.StartAsync(Cancellation);
        return app;
    }

    static HttpClient Client(WebApplication app) => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };

    static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));

    [GeneratedRegex("(?:src|href)=\"(page/[^\"]+)\"")]
    private static partial Regex References();

    [GeneratedRegex("from \"\\./([^\"]+)\"")]
    private static partial Regex Imports();
}

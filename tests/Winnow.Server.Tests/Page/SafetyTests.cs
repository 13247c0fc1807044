using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Winnow.Server.Tests.Page;

[Collection(nameof(Browser))]
public sealed class SafetyTests(Browser browser)
{
    [Fact]
    public async Task Rank_HostileDocuments_StayText()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser, twoModels: true);
        string[] documents =
        [
            "<img src=x onerror=\"document.title='hacked'\">", "<script>document.title='hacked'</script>", "</p></li></ol><h1>gone</h1>", "javascript:alert(1)", "<svg onload=alert(1)>",
        ];
        await page.FillAsync("<b>herons</b>", JsonSerializer.Serialize(documents));
        await page.Window.GetByLabel("Compare with").SelectOptionAsync("jina-bert");
        await page.Window.GetByLabel("Mark relevant passages").CheckAsync();

        await page.RankAsync();
        await page.Window.GetByRole(AriaRole.Button, new() { Name = "curl" }).ClickAsync();
        await Expect(page.Window.Locator("#code-text")).ToContainTextAsync("<b>herons</b>");

        Assert.Equal(documents.Order(StringComparer.Ordinal), (await page.Window.Locator(".column:nth-child(1) .text").AllTextContentsAsync()).Order(StringComparer.Ordinal));
        await Expect(page.Window.Locator("#results img, #results script, #results svg, #results h1, #columns b, #code b")).ToHaveCountAsync(0);
        Assert.Equal("Winnow", await page.Window.TitleAsync());
        Assert.Empty(page.Problems);
    }

    [Fact]
    public async Task Rank_HostileErrorOfTheServer_StaysText()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        await page.Window.RouteAsync("**/v1/rerank", route => route.FulfillAsync(new() { Status = 422, ContentType = "application/json", Body = """{"detail":"<img src=x>"}""" }));
        await page.FillAsync("herons", "one\ntwo");

        await page.Window.Keyboard.PressAsync("Control+Enter");

        await Expect(page.Error).ToHaveTextAsync("<img src=x>");
        await Expect(page.Error.Locator("img")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Everything_IsAskedOfTheServerAlone()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser, twoModels: true);
        await page.Window.GetByLabel("Compare with").SelectOptionAsync("jina-bert");
        await page.Window.GetByRole(AriaRole.Button, new() { Name = "Try it with a sample" }).ClickAsync();
        await page.DoneAsync();
        await page.Window.ReloadAsync(new() { WaitUntil = WaitUntilState.NetworkIdle });

        Assert.True(page.Requests.Count > 15, $"Only {page.Requests.Count} requests were seen.");
        Assert.All(page.Requests, request => Assert.StartsWith(page.Address, request.Url, StringComparison.Ordinal));
        Assert.Empty(page.Problems);
    }

    [Fact]
    public async Task Key_Given_IsSentAsBearerAndKeptNowhere()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        await page.FillAsync("herons", "one\ntwo");
        await page.Window.GetByLabel("API key").FillAsync(" secret-of-mine ");

        await page.RankAsync();

        IRequest post = page.Requests.Single(request => request.Method == "POST");
        Assert.Equal("Bearer secret-of-mine", await post.HeaderValueAsync("authorization"));
        Assert.DoesNotContain("secret-of-mine", page.Window.Url, StringComparison.Ordinal);
        Assert.Equal("0 0 ", await page.Window.EvaluateAsync<string>("() => `${localStorage.length} ${sessionStorage.length} ${document.cookie}`"));
        await page.Window.ReloadAsync();
        await Expect(page.Window.GetByLabel("API key")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Key_Refused_ShowsTheSentenceAndGoesToItsField()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        await page.Window.RouteAsync("**/v1/rerank", route => route.FulfillAsync(new() { Status = 401, ContentType = "application/json", Body = """{"message":"This server needs an API key."}""" }));
        await page.FillAsync("herons", "one\ntwo");

        await page.RankAsync();

        await Expect(page.Error).ToHaveTextAsync("This server needs an API key.");
        await Expect(page.Window.GetByLabel("API key")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Frame_OfAnotherPage_ShowsNothing()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        IPage other = await page.Window.Context.NewPageAsync();

        await other.SetContentAsync($"<iframe src=\"{page.Address}\"></iframe>");

        await Expect(other.FrameLocator("iframe").Locator("#query")).ToHaveCountAsync(0);
        await Expect(page.Window.Locator("#query")).ToHaveCountAsync(1);
    }
}

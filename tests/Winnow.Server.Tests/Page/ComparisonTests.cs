using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Winnow.Server.Tests.Page;

[Collection(nameof(Browser))]
public sealed class ComparisonTests(Browser browser)
{
    static readonly string[] _documents = ["They eat fish.", "In trees.", "Herons nest in colonies.", "A nest is built of sticks.", "Rivers meet the sea.", "Birds rest."];

    [Fact]
    public async Task Compare_TwoModels_ShowsBothOrdersBesideEachOther()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser, twoModels: true);
        await page.FillAsync("where do herons nest", string.Join('\n', _documents));
        await page.Window.GetByLabel("Compare with").SelectOptionAsync("jina-bert");

        await page.RankAsync();

        await Expect(page.Window.Locator("h3")).ToHaveTextAsync(["bert", "jina-bert"]);
        int[] bert = await OrderOfAsync(page, "bert");
        int[] jina = await OrderOfAsync(page, "jina-bert");
        Assert.NotEqual(bert, jina);
        Assert.Equal(bert, await page.OrderAsync(".column:nth-child(1)"));
        Assert.Equal(jina, await page.OrderAsync(".column:nth-child(2)"));
        await Expect(page.Status).ToContainTextAsync("6 of the first 6 are the same, and the orders correlate with");
        LocatorBoundingBoxResult? left = await page.Window.Locator(".column").Nth(0).BoundingBoxAsync();
        LocatorBoundingBoxResult? right = await page.Window.Locator(".column").Nth(1).BoundingBoxAsync();
        Assert.Equal(left!.Y, right!.Y);
        Assert.True(left.X + left.Width <= right.X);
    }

    [Fact]
    public async Task Compare_RankBeside_LeadsToTheSameDocument()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser, twoModels: true);
        await page.FillAsync("where do herons nest", string.Join('\n', _documents));
        await page.Window.GetByLabel("Compare with").SelectOptionAsync("jina-bert");
        await page.RankAsync();
        int[] jina = await OrderOfAsync(page, "jina-bert");
        int first = (await page.OrderAsync(".column:nth-child(1)"))[0];
        int rank = Array.IndexOf(jina, first) + 1;

        await page.Window.GetByRole(AriaRole.Button, new() { Name = $"Go to rank {rank} of jina-bert" }).ClickAsync();

        ILocator card = page.Window.Locator(".column:nth-child(2) .card").Nth(rank - 1);
        await Expect(card).ToBeFocusedAsync();
        await Expect(page.Window.Locator(".card.pair")).ToHaveCountAsync(2);
        await Expect(card.Locator(".text")).ToHaveTextAsync(_documents[first]);
    }

    [Fact]
    public async Task Compare_OnlyTheFirstFew_SaysWhichTheOtherModelHasNotAmongThem()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser, twoModels: true);
        await page.FillAsync("where do herons nest", string.Join('\n', _documents));
        await page.Window.GetByLabel("Compare with").SelectOptionAsync("jina-bert");
        await page.Window.Locator("#top").FillAsync("3");

        await page.RankAsync();

        int[] bert = (await OrderOfAsync(page, "bert"))[..3];
        int[] jina = (await OrderOfAsync(page, "jina-bert"))[..3];
        await Expect(page.Window.GetByText("not among jina-bert's")).ToHaveCountAsync(bert.Except(jina).Count());
        await Expect(page.Status).ToContainTextAsync($"{bert.Intersect(jina).Count()} of the first 3 are the same");
    }

    [Fact]
    public async Task Compare_SecondModelFails_KeepsTheFirstAndSaysWhy()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser, twoModels: true);
        await page.FillAsync("where do herons nest", string.Join('\n', _documents));
        await page.Window.GetByLabel("Compare with").SelectOptionAsync("jina-bert");
        await page.Window.RouteAsync("**/v1/rerank", route => route.Request.PostData!.Contains("\"jina-bert\"", StringComparison.Ordinal)
            ? route.FulfillAsync(new() { Status = 429, ContentType = "application/json", Body = """{"message":"The server is full. Try again in 2 s."}""" })
            : route.ContinueAsync());

        await page.RankAsync();

        await Expect(page.Error).ToHaveTextAsync("The server is full. Try again in 2 s.");
        await Expect(page.Cards).ToHaveCountAsync(6);
    }

    [Fact]
    public async Task Compare_OneModel_ExplainsHowToServeTwo()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);

        await Expect(page.Window.GetByLabel("Compare with")).ToBeDisabledAsync();
        await Expect(page.Window.Locator("#one-model")).ToContainTextAsync("winnow serve --model bert --model OTHER_FOLDER");
    }

    static async Task<int[]> OrderOfAsync(OpenPage page, string model)
    {
        JsonElement answer = await page.AskAsync(new { model, query = "where do herons nest", documents = _documents });
        return [.. answer.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("index").GetInt32())];
    }
}

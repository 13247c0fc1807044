using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Winnow.Server.Tests.Page;

[Collection(nameof(Browser))]
public sealed class RankingTests(Browser browser)
{
    static readonly string[] _documents =
        ["They eat fish.", "In trees, high above the water.", "Herons nest in colonies.", "A nest is built of sticks.", "Where rivers meet the sea, many birds rest."];

    [Fact]
    public async Task Rank_QueryAndDocuments_ShowsCardsInTheOrderOfTheApi()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        JsonElement answer = await page.AskAsync(new { query = "where do herons nest", documents = _documents });
        JsonElement[] results = [.. answer.GetProperty("results").EnumerateArray()];

        await page.FillAsync("where do herons nest", string.Join('\n', _documents));
        await page.RankAsync();

        int[] order = [.. results.Select(result => result.GetProperty("index").GetInt32())];
        Assert.Equal(order, await page.OrderAsync());
        Assert.Equal(order.Select(index => _documents[index]), await page.Cards.Locator(".text").AllTextContentsAsync());
        await Expect(page.Cards.First.Locator(".score")).ToContainTextAsync($"{results[0].GetProperty("relevance_score").GetDouble():F4}");
        await Expect(page.Cards.First.Locator(".origin")).ToHaveTextAsync($"document {order[0] + 1}");
        await Expect(page.Window.Locator(".figures")).ToContainTextAsync($"tokens{answer.GetProperty("usage").GetProperty("total_tokens").GetInt32()}");
        await Expect(page.Status).ToHaveTextAsync(new System.Text.RegularExpressions.Regex($"^5 results in [\\d,]+ ms; the best is document {order[0] + 1}\\.$"));
    }

    [Fact]
    public async Task Rank_Movement_SaysHowFarADocumentHasCome()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        await page.FillAsync("where do herons nest", string.Join('\n', _documents));
        await page.RankAsync();

        int[] order = await page.OrderAsync();
        for (int rank = 0; rank < order.Length; rank++)
        {
            string expected = (order[rank] - rank) switch { 0 => "=", > 0 and int up => $"▲ {up}", int down => $"▼ {-down}" };
            await Expect(page.Cards.Nth(rank).Locator(".moved > [aria-hidden]")).ToHaveTextAsync(expected);
        }
    }

    [Fact]
    public async Task Rank_ScoresAreLogits_DrawsBarsFromTheLowestToTheHighest()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        await page.FillAsync("where do herons nest", string.Join('\n', _documents));
        await page.RankAsync();

        float[] widths = await page.Cards.Locator(".bar span").EvaluateAllAsync<float[]>("bars => bars.map(bar => parseFloat(bar.style.inlineSize))");
        Assert.Equal(widths.OrderDescending(), widths);
        Assert.Equal(100, widths[0]);
        Assert.Equal(0, widths[^1]);
        await Expect(page.Window.Locator(".column header")).ToContainTextAsync("logits");
    }

    [Fact]
    public async Task Rank_Top_ShowsAsMany()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        await page.FillAsync("where do herons nest", string.Join('\n', _documents));
        await page.Window.GetByLabel("Number of results").FillAsync("2");

        await page.RankAsync();

        await Expect(page.Cards).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Rank_Sample_FillsInAndRanksWithOneClick()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);

        await page.Window.GetByRole(AriaRole.Button, new() { Name = "Try it with a sample" }).ClickAsync();
        await page.DoneAsync();

        await Expect(page.Cards).ToHaveCountAsync(16);
        await Expect(page.Window.Locator("#count")).ToHaveTextAsync("16 documents, blocks between empty lines");
        await Expect(page.Window.Locator("#start")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Rank_ThousandDocuments_MakesAHundredCardsAndTheOthersOnDemand()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        string[] documents = [.. Enumerable.Range(1, 1000).Select(i => $"Document {i} of many about herons, rivers and {i * 7919 % 1000} other things.")];
        JsonElement answer = await page.AskAsync(new { query = "herons", documents });
        int[] order = [.. answer.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("index").GetInt32())];

        await page.FillAsync("herons", string.Join('\n', documents));
        await page.RankAsync();

        await Expect(page.Status).ToContainTextAsync("1,000 results");
        Assert.Equal(order[..100], await page.OrderAsync());
        await page.Window.GetByRole(AriaRole.Button, new() { Name = "Show 100 more of 900 documents left" }).ClickAsync();
        Assert.Equal(order[..200], await page.OrderAsync());
        await Expect(page.Cards.Nth(100)).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData("", "one\ntwo", "The query must not be empty or only white space.", "query")]
    [InlineData("herons", "", "The list of documents must not be empty.", "documents")]
    [InlineData("herons", "{\"text\":\"a\"}\n{\"title\":\"b\"}", "Line 2 of the documents is neither a string nor an object with a text in text, document, content, passage or body.", "documents")]
    public async Task Rank_WrongInput_ShowsTheSentenceAndGoesToTheField(string query, string documents, string sentence, string field)
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        await page.FillAsync(query, documents);

        await page.RankAsync();

        await Expect(page.Error).ToHaveTextAsync(sentence);
        await Expect(page.Window.Locator($"#{field}")).ToBeFocusedAsync();
        await Expect(page.Window.Locator($"#{field}")).ToHaveAttributeAsync("aria-invalid", "true");
        await page.FillAsync("herons", "one\ntwo");
        await page.RankAsync();
        await Expect(page.Error).ToBeEmptyAsync();
        await Expect(page.Cards).ToHaveCountAsync(2);
        Assert.Equal(0, await page.Window.Locator("[aria-invalid]").CountAsync());
    }

    [Fact]
    public async Task Rank_ServerGone_SaysSo()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        await page.FillAsync("herons", "one\ntwo");
        await page.Window.RouteAsync("**/v1/rerank", route => route.AbortAsync("connectionrefused"));

        await page.RankAsync();

        await Expect(page.Error).ToHaveTextAsync("The server cannot be reached. Is it still running?");
    }

    [Fact]
    public async Task Rank_AnswerOfAProxy_SaysThatSomethingIsInBetween()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        await page.FillAsync("herons", "one\ntwo");
        await page.Window.RouteAsync("**/v1/rerank", route => route.FulfillAsync(new() { Status = 502, ContentType = "text/html", Body = "<h1>Bad Gateway</h1>" }));

        await page.RankAsync();

        await Expect(page.Error).ToHaveTextAsync($"{page.Address}v1/rerank has answered 502 Bad Gateway without JSON. Is something else in between?");
    }

    [Fact]
    public async Task Stop_WhileItRuns_EndsTheRequest()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        var asked = new TaskCompletionSource();
        await page.Window.RouteAsync("**/v1/rerank", _ =>
        {
            asked.SetResult();
            return Task.CompletedTask;
        });
        await page.FillAsync("herons", "one\ntwo");
        await page.Window.Keyboard.PressAsync("Control+Enter");
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);

        await page.Window.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();

        await Expect(page.Status).ToHaveTextAsync("Stopped.");
        await Expect(page.Window.GetByRole(AriaRole.Button, new() { Name = "Rank", Exact = true })).ToBeVisibleAsync();
        await Expect(page.Error).ToBeEmptyAsync();
    }
}

using System.Text;
using System.Text.Json;
using static Microsoft.Playwright.Assertions;

namespace Winnow.Server.Tests.Page;

[Collection(nameof(Browser))]
public sealed class PassagesTests(Browser browser)
{
    [Fact]
    public async Task Rank_EmojiBeforeThePassages_MarksExactlyWhatTheServerHasFound()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser, twoModels: true);
        string document = Long();
        JsonElement answer = await page.AskAsync(new { model = "jina-bert", query = "where do herons nest", documents = new[] { document }, relevant_spans = new { max_spans = 3, threshold = 0 } });
        JsonElement[] spans = [.. answer.GetProperty("results")[0].GetProperty("relevant_spans").EnumerateArray()];
        Assert.Equal(3, spans.Length);
        // Else the test could not tell the two ways of counting apart.
        Assert.NotEqual(document.EnumerateRunes().Count(), document.Length);

        await page.FillAsync("where do herons nest", document);
        await page.Window.GetByLabel("Model", new() { Exact = true }).SelectOptionAsync("jina-bert");
        await page.Window.GetByLabel("Mark relevant passages").CheckAsync();
        await page.RankAsync();
        await page.Window.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Show the whole text" }).ClickAsync();

        Assert.Equal(document, await page.Cards.Locator(".text").TextContentAsync());
        for (int rank = 1; rank <= 3; rank++)
        {
            JsonElement span = spans[rank - 1];
            Rune[] runes = [.. document.EnumerateRunes()];
            string expected = string.Concat(runes[span.GetProperty("start").GetInt32()..span.GetProperty("end").GetInt32()]);
            Assert.Equal(span.GetProperty("text").GetString(), expected);
            await Expect(page.Window.Locator($"mark.passage-{rank}")).ToHaveTextAsync(expected);
            await Expect(page.Window.Locator($"mark.passage-{rank}")).ToHaveAttributeAsync("title", $"passage {rank}, score {span.GetProperty("score").GetDouble():F4}");
        }
    }

    [Fact]
    public async Task Rank_LongText_ShowsAnExcerptAroundTheBestPassage()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser, twoModels: true);
        await page.FillAsync("where do herons nest", Long());
        await page.Window.GetByLabel("Model", new() { Exact = true }).SelectOptionAsync("jina-bert");
        await page.Window.GetByLabel("Mark relevant passages").CheckAsync();

        await page.RankAsync();

        await Expect(page.Window.Locator("mark.passage-1")).ToBeVisibleAsync();
        string text = (await page.Cards.Locator(".text").TextContentAsync())!;
        Assert.InRange(text.Length, 400, 700);
        await Expect(page.Window.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Show the whole text" })).ToHaveAttributeAsync("aria-expanded", "false");
    }

    [Fact]
    public async Task Rank_PassagesThatAreTheWholeText_MarksTheBestAlone()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser, twoModels: true);
        string document = Long()[..450];
        JsonElement answer = await page.AskAsync(new { model = "jina-bert", query = "where do herons nest", documents = new[] { document }, relevant_spans = new { max_spans = 3, threshold = 0 } });
        JsonElement[] spans = [.. answer.GetProperty("results")[0].GetProperty("relevant_spans").EnumerateArray()];
        Assert.InRange(spans.Length, 2, 3);
        Assert.Equal(document.Replace(" ", "", StringComparison.Ordinal).Length, spans.Sum(span => span.GetProperty("text").GetString()!.Replace(" ", "", StringComparison.Ordinal).Length));
        await page.FillAsync("where do herons nest", document);
        await page.Window.GetByLabel("Model", new() { Exact = true }).SelectOptionAsync("jina-bert");
        await page.Window.GetByLabel("Mark relevant passages").CheckAsync();

        await page.RankAsync();

        await Expect(page.Window.Locator("mark")).ToHaveTextAsync([spans[0].GetProperty("text").GetString()!]);
    }

    [Fact]
    public async Task Rank_ShortTexts_MarksNothing()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser, twoModels: true);
        await page.FillAsync("where do herons nest", "Herons nest in colonies. 🐦\nThey eat fish.");
        await page.Window.GetByLabel("Model", new() { Exact = true }).SelectOptionAsync("jina-bert");
        await page.Window.GetByLabel("Mark relevant passages").CheckAsync();

        await page.RankAsync();

        await Expect(page.Cards).ToHaveCountAsync(2);
        await Expect(page.Window.Locator("mark")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Rank_SwitchOff_AsksForNoPassages()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        await page.FillAsync("herons", "one\ntwo");

        await page.RankAsync();

        string body = page.Requests.Single(request => request.Method == "POST").PostData!;
        Assert.DoesNotContain("relevant_spans", body, StringComparison.Ordinal);
    }

    static string Long() => string.Join(' ', Enumerable.Range(1, 14).Select(i =>
        $"🐦🌳 Sentence {i} tells of birds at river {i}, of 👩‍👩‍👧 people who watch them, and of herons that {(i == 9 ? "nest high in the trees" : "wait for fish in the water")} when the year begins."));
}

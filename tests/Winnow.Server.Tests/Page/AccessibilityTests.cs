using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Winnow.Server.Tests.Page;

[Collection(nameof(Browser))]
public sealed class AccessibilityTests(Browser browser)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 400)]
    public async Task Axe_EveryState_FindsNothing(ColorScheme scheme, int width)
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser, twoModels: true, options =>
        {
            options.ColorScheme = scheme;
            options.ViewportSize = new ViewportSize { Width = width, Height = 800 };
        });
        await CheckAsync(page, "empty");

        await page.RankAsync();
        await Expect(page.Error).Not.ToBeEmptyAsync();
        await CheckAsync(page, "error");

        await page.Window.GetByRole(AriaRole.Button, new() { Name = "Fill in a sample" }).ClickAsync();
        await page.Window.GetByLabel("Model", new() { Exact = true }).SelectOptionAsync("jina-bert");
        await page.Window.GetByLabel("Mark relevant passages").CheckAsync();
        await page.RankAsync();
        await Expect(page.Window.Locator("mark").First).ToBeVisibleAsync();
        await CheckAsync(page, "results");

        await page.Window.GetByLabel("Compare with").SelectOptionAsync("bert");
        await page.RankAsync();
        await page.Window.Locator(".counterpart.link").First.ClickAsync();
        await CheckAsync(page, "comparison");

        await page.Window.GetByRole(AriaRole.Button, new() { Name = "C#" }).ClickAsync();
        await Expect(page.Window.Locator("#code-status")).ToHaveTextAsync("Copied.");
        await CheckAsync(page, "code");
    }

    [Fact]
    public async Task Axe_OneModel_FindsNothing()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);

        await CheckAsync(page, "one model");
    }

    [Fact]
    public async Task Keyboard_Alone_FillsInRanksAndCopies()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        IKeyboard keyboard = page.Window.Keyboard;

        await keyboard.PressAsync("Tab");
        await Expect(page.Window.GetByRole(AriaRole.Link, new() { Name = "Skip to the results" })).ToBeFocusedAsync();
        await keyboard.PressAsync("Tab");
        await keyboard.InsertTextAsync("where do herons nest");
        await keyboard.PressAsync("Tab");
        await keyboard.InsertTextAsync("They eat fish.\nHerons nest in colonies.");
        await TabToAsync(page, "passages");
        await keyboard.PressAsync("Space");
        await keyboard.PressAsync("Control+Enter");
        await page.DoneAsync();

        await Expect(page.Cards).ToHaveCountAsync(2);
        await Expect(page.Window.Locator("#passages")).ToBeCheckedAsync();
        await TabToAsync(page, "copy-curl");
        await keyboard.PressAsync("Enter");
        await Expect(page.Window.GetByRole(AriaRole.Dialog, new() { Name = "The request in curl" })).ToBeVisibleAsync();
        await keyboard.PressAsync("Escape");
        await Expect(page.Window.Locator("#copy-curl")).ToBeFocusedAsync();
        await TabToAsync(page, "results");
    }

    [Fact]
    public async Task Focus_EveryStop_IsSeen()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        int stops = 0;
        for (string id = "-"; id.Length > 0 || stops == 0; stops++)
        {
            await page.Window.Keyboard.PressAsync("Tab");
            id = await page.Window.EvaluateAsync<string>("() => document.activeElement === document.body ? '' : document.activeElement.id || document.activeElement.className");
            if (id.Length == 0)
                break;
            // The file field is drawn by its label.
            string outline = await page.Window.EvaluateAsync<string>(
                "() => getComputedStyle(document.activeElement.type === 'file' ? document.activeElement.nextElementSibling : document.activeElement).outlineStyle");
            Assert.True(outline == "solid", $"{id} shows no focus.");
        }

        Assert.True(stops >= 14, $"Only {stops} stops.");
    }

    [Fact]
    public async Task Results_LiveRegion_SaysWhatHasHappened()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);

        await Expect(page.Window.GetByRole(AriaRole.Status).And(page.Status)).ToHaveCountAsync(1);
        await Expect(page.Window.GetByRole(AriaRole.Alert)).ToHaveCountAsync(1);
        await page.FillAsync("herons", "one\ntwo");
        await page.RankAsync();

        await Expect(page.Window.GetByRole(AriaRole.Status).And(page.Status)).ToContainTextAsync("2 results in");
        await Expect(page.Window.GetByRole(AriaRole.Listitem).First).ToContainTextAsync("Rank 1");
    }

    [Fact]
    public async Task Motion_Reduced_MovesNothing()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser, configure: options => options.ReducedMotion = ReducedMotion.Reduce);

        await page.Window.EvaluateAsync("() => document.getElementById('results').setAttribute('aria-busy', 'true')");

        Assert.Equal("none", await page.Window.EvaluateAsync<string>("() => getComputedStyle(document.getElementById('results'), '::before').animationName"));
    }

    static async Task TabToAsync(OpenPage page, string id)
    {
        for (int i = 0; i < 30; i++)
        {
            if (await page.Window.EvaluateAsync<string>("() => document.activeElement.id") == id)
                return;
            await page.Window.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"Tab never comes to {id}.");
    }

    static async Task CheckAsync(OpenPage page, string state)
    {
        AxeResult result = await page.Window.RunAxe();
        Assert.True(result.Passes.Length > 10, $"{state}: axe has checked nothing.");
        Assert.True(result.Violations.Length == 0, $"{state}: " + string.Join("\n", result.Violations.SelectMany(violation =>
            violation.Nodes.Select(node => $"{violation.Id}: {violation.Help}: {node.Html} ({string.Join("; ", node.Any.Concat(node.All).Concat(node.None).Select(check => check.Message))})"))));
    }
}

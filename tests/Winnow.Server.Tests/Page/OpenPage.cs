using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Page;

/// <summary>The page in a browser window of its own, with a server of its own.</summary>
sealed class OpenPage : IAsyncDisposable
{
    /// <summary>The folder of a second tiny reranker.</summary>
    public static readonly string SecondModelFolder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "jina-bert");

    readonly IBrowserContext _context;

    OpenPage(TestServer server, IBrowserContext context, IPage page)
    {
        Server = server;
        _context = context;
        Window = page;
        page.Request += (_, request) => Requests.Add(request);
        page.Console += (_, message) => Note(message.Type is "error" or "warning" ? message.Text : null);
        page.PageError += (_, error) => Note(error);
    }

    public TestServer Server { get; }

    public IPage Window { get; }

    public string Address => Server.Client.BaseAddress!.ToString();

    /// <summary>Gets all requests so far.</summary>
    public ConcurrentBag<IRequest> Requests { get; } = [];

    /// <summary>Gets the errors and warnings of the console, such as broken security policies.</summary>
    public ConcurrentQueue<string> Problems { get; } = [];

    public ILocator Cards => Window.Locator(".card");

    public ILocator Status => Window.Locator("#status");

    public ILocator Error => Window.Locator("#error");

    public static async Task<OpenPage> OpenAsync(Browser browser, bool twoModels = false, Action<BrowserNewContextOptions>? configure = null)
    {
        IBrowser chromium = browser.Chromium;
        TestServer server = await TestServer.StartAsync(options =>
        {
            options.Models.Add(TestServer.ModelFolder);
            if (twoModels)
                options.Models.Add(SecondModelFolder);
        });
        var options = new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 800 }, Permissions = ["clipboard-read", "clipboard-write"] };
        configure?.Invoke(options);
        IBrowserContext context = await chromium.NewContextAsync(options);
        var page = new OpenPage(server, context, await context.NewPageAsync());
        await page.Window.GotoAsync(page.Address);
        await Assertions.Expect(page.Window.Locator("#model option")).ToHaveCountAsync(twoModels ? 2 : 1);
        return page;
    }

    /// <summary>Fills the fields in.</summary>
    public async Task FillAsync(string query, string documents)
    {
        await Window.GetByLabel("Query").FillAsync(query);
        await Window.GetByLabel("Documents", new PageGetByLabelOptions { Exact = true }).FillAsync(documents);
    }

    /// <summary>Presses the button and waits for the answer or the error.</summary>
    public async Task RankAsync()
    {
        await Window.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Rank", Exact = true }).ClickAsync();
        await DoneAsync();
    }

    /// <summary>Waits until nothing runs.</summary>
    public async Task DoneAsync()
    {
        await Assertions.Expect(Window.Locator("#results")).ToHaveAttributeAsync("aria-busy", "false");
        await Assertions.Expect(Window.Locator("#status, #error").Filter(new LocatorFilterOptions { HasTextRegex = new("[^…]$") }).First).ToBeVisibleAsync();
    }

    /// <summary>Gets the documents of the cards, from 0, in their order.</summary>
    public async Task<int[]> OrderAsync(string column = "#columns") =>
        [.. (await Window.Locator($"{column} .card").EvaluateAllAsync<string[]>("cards => cards.map(card => card.dataset.index)")).Select(int.Parse)];

    /// <summary>Asks the server itself.</summary>
    public async Task<JsonElement> AskAsync(object body)
    {
        (int status, JsonElement json) = await Server.PostAsync("/v1/rerank", JsonSerializer.Serialize(body));
        Assert.Equal(200, status);
        return json;
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await Server.DisposeAsync();
    }

    void Note(string? problem)
    {
        if (problem is not null)
            Problems.Enqueue(problem);
    }
}

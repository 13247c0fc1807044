using Microsoft.Playwright;

namespace Winnow.Server.Tests.Page;

/// <summary>A headless Chromium for the tests of the page, started once. It is the machine's own: nothing is downloaded.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>The variable that names a Chromium which lies elsewhere.</summary>
    const string Variable = "WINNOW_CHROMIUM";

    static readonly string[] _places =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/opt/google/chrome/chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe", @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];

    IPlaywright? _playwright;
    IBrowser? _chromium;

    /// <summary>Gets the browser, or skips the test where there is none.</summary>
    public IBrowser Chromium
    {
        get
        {
            Assert.SkipUnless(_chromium is not null, $"No Chromium is installed (apt-get install chromium, or set {Variable} to its path).");
            return _chromium!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        string? path = Environment.GetEnvironmentVariable(Variable) ?? _places.FirstOrDefault(File.Exists);
        if (path is null)
            return;
        _playwright = await Playwright.CreateAsync();
        // Chromium's sandbox does not work for root, which containers run as, and the pages are the tests' own.
        _chromium = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
            await _chromium.DisposeAsync();
        _playwright?.Dispose();
    }
}

/// <summary>The tests that share the browser; they run one after the other.</summary>
[CollectionDefinition(nameof(Browser))]
public sealed class BrowserTests : ICollectionFixture<Browser>;

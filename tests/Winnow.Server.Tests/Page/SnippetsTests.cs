using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Winnow.Server.Tests.Page;

[Collection(nameof(Browser))]
public sealed class SnippetsTests(Browser browser)
{
    const string Query = "it's \"quoted\" \\ $HOME `id` $(id) %PATH% {0} 🐦";

    static readonly string[] _documents =
        ["END_OF_BODY", "'; DROP TABLE herons; --", "three \"\"\"\" quotes and '''", "a tab\tand \u2028 a line that JavaScript once ended", "${not} a template `string`", "back\\slash at the end \\"];

    [Fact]
    public async Task Curl_RunByBash_GivesTheAnswerOfTheApi()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        string code = await CodeAsync(page, "curl");

        JsonElement answer = JsonSerializer.Deserialize<JsonElement>(await OutputAsync(["bash", "/usr/bin/bash"], code));

        Assert.Equal(await ExpectedAsync(page), answer.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("index").GetInt32()));
    }

    [Fact]
    public async Task Python_RunByPython_GivesTheAnswerOfTheApi()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        string code = await CodeAsync(page, "Python");

        string output = await OutputAsync(["python3", "/usr/bin/python3"], code);

        Assert.Equal(await ExpectedAsync(page), Printed(output));
    }

    [Fact]
    public async Task JavaScript_RunByNode_GivesTheAnswerOfTheApi()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        string code = await CodeAsync(page, "JavaScript");

        // Playwright brings one along.
        string node = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, ".playwright", "node"), "node*", SearchOption.AllDirectories).First();
        string output = await OutputAsync(["node", node], code, "--input-type=module");

        Assert.Equal(await ExpectedAsync(page), Printed(output));
    }

    [Fact]
    public async Task CSharp_RawString_HoldsTheRequest()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        string code = await CodeAsync(page, "C#");

        Match literal = Regex.Match(code, "^const string Body = (\"{3,})\n(.*?)\n\\1;$", RegexOptions.Singleline | RegexOptions.Multiline);
        Assert.True(literal.Success, code);
        JsonElement body = JsonSerializer.Deserialize<JsonElement>(literal.Groups[2].Value);
        Assert.DoesNotContain(literal.Groups[1].Value, literal.Groups[2].Value, StringComparison.Ordinal);
        Assert.Equal(Query, body.GetProperty("query").GetString());
        Assert.Equal(_documents, body.GetProperty("documents").EnumerateArray().Select(document => document.GetString()));
        Assert.DoesNotContain('\u2028', code);
        Assert.Contains($"client.PostAsync(\"{page.Address}v1/rerank\", content)", code, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("curl", "-H \"Authorization: Bearer $WINNOW_API_KEY\"")]
    [InlineData("C#", "Environment.GetEnvironmentVariable(\"WINNOW_API_KEY\")")]
    [InlineData("Python", "os.environ[\"WINNOW_API_KEY\"]")]
    [InlineData("JavaScript", "process.env.WINNOW_API_KEY")]
    public async Task Copy_WithKey_NamesTheVariableAndNotTheKey(string language, string expected)
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        await page.Window.GetByLabel("API key").FillAsync("secret-of-mine");

        string code = await CodeAsync(page, language);

        Assert.Contains(expected, code, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-mine", code, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_NoClipboard_SelectsTheCode()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        await page.FillAsync(Query, "one\ntwo");
        await page.Window.EvaluateAsync("() => Object.defineProperty(navigator, 'clipboard', { value: undefined })");

        await page.Window.GetByRole(AriaRole.Button, new() { Name = "Python" }).ClickAsync();

        await Expect(page.Window.Locator("#code-status")).ToContainTextAsync("press Ctrl+C");
        string code = (await page.Window.Locator("#code-text").TextContentAsync())!;
        Assert.Equal(code.TrimEnd(), await page.Window.EvaluateAsync<string>("() => getSelection().toString().trimEnd()"));
    }

    static async Task<string> CodeAsync(OpenPage page, string language)
    {
        await page.FillAsync(Query, JsonSerializer.Serialize(_documents));
        ILocator button = page.Window.GetByRole(AriaRole.Button, new() { Name = language, Exact = true });
        await button.ClickAsync();
        await Expect(page.Window.Locator("#code-status")).ToHaveTextAsync("Copied.");
        string copied = await page.Window.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        Assert.Equal(await page.Window.Locator("#code-text").TextContentAsync(), copied);
        await page.Window.Keyboard.PressAsync("Escape");
        await Expect(button).ToBeFocusedAsync();
        return copied;
    }

    static async Task<IEnumerable<int>> ExpectedAsync(OpenPage page)
    {
        JsonElement answer = await page.AskAsync(new { query = Query, documents = _documents });
        return answer.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("index").GetInt32());
    }

    static IEnumerable<int> Printed(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture));

    static async Task<string> OutputAsync(string[] program, string code, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists(program[1]), $"{program[0]} is not installed.");
        var start = new ProcessStartInfo(program[1], arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(code);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{await error}\n{code}");
        return output;
    }
}

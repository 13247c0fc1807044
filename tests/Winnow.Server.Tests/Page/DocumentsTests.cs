using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Winnow.Server.Tests.Page;

[Collection(nameof(Browser))]
public sealed class DocumentsTests(Browser browser)
{
    [Theory]
    [InlineData("one\n\ttwo \n", "2 documents, one a line", "one|two")]
    [InlineData("one\nstill one\n \n\ntwo", "2 documents, blocks between empty lines", "one\nstill one|two")]
    [InlineData("{\"text\":\"one\"}\n\n{\"passage\":\"two\"}\n", "2 documents, JSON lines", "one|two")]
    [InlineData("[\"one\",\n{\"id\":1,\"content\":\"two\\nlines\"}, {\"body\":\"three\"}]", "3 documents, a JSON array", "one|two\nlines|three")]
    [InlineData("[1] a footnote\n{ a brace", "2 documents, one a line", "[1] a footnote|{ a brace")]
    [InlineData("only one", "1 document, one a line", "only one")]
    public async Task Paste_AnyFormat_IsToldApart(string pasted, string count, string documents)
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);

        await page.FillAsync("herons", pasted);
        await Expect(page.Window.Locator("#count")).ToHaveTextAsync(count);
        await page.RankAsync();

        string[] texts = [.. await page.Cards.Locator(".text").AllTextContentsAsync()];
        int[] order = await page.OrderAsync();
        Assert.Equal(documents.Split('|'), order.Zip(texts).OrderBy(pair => pair.First).Select(pair => pair.Second));
    }

    [Fact]
    public async Task Paste_ChosenFormat_GoesBeforeWhatItLooksLike()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        await page.FillAsync("herons", "one\n\ntwo\nthree");

        await page.Window.Locator("#format").SelectOptionAsync("lines");

        await Expect(page.Window.Locator("#count")).ToHaveTextAsync("3 documents, one a line");
    }

    [Fact]
    public async Task Drop_JsonLinesAnywhere_FillsThemIn()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);
        await page.Window.GetByLabel("Query").FillAsync("herons");

        await DropAsync(page, "#results", ("passages.jsonl", "{\"document\":\"Herons nest in trees. 🐦\"}\n{\"text\":\"They eat fish.\"}\n"u8.ToArray()));

        await Expect(page.Window.Locator("#count")).ToHaveTextAsync("2 documents, JSON lines");
        await page.RankAsync();
        await Expect(page.Cards.Filter(new() { HasText = "Herons nest in trees. 🐦" })).ToHaveCountAsync(1);
        Assert.Equal(page.Address, page.Window.Url);
    }

    [Fact]
    public async Task Drop_BrokenLine_SaysWhichOne()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);

        await DropAsync(page, "#documents", ("broken.jsonl", "{\"text\":\"a\"}\n{\"text\":\n"u8.ToArray()));

        await Expect(page.Window.Locator("#count")).ToContainTextAsync("Line 2 of the documents is not JSON:");
    }

    [Fact]
    public async Task Drop_NoUtf8_SaysSo()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);

        await DropAsync(page, "#documents", ("latin.txt", [0x4D, 0xFC, 0x6C, 0x6C]));

        await Expect(page.Error).ToHaveTextAsync("latin.txt is not a text in UTF-8. Save it as UTF-8 and choose it again.");
        await Expect(page.Window.Locator("#documents")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Drop_TwoFiles_SaysThatOneIsTaken()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);

        await DropAsync(page, "#documents", ("a.txt", "a"u8.ToArray()), ("b.txt", "b"u8.ToArray()));

        await Expect(page.Error).ToContainTextAsync("One file at a time, please");
    }

    [Fact]
    public async Task Choose_Text_FillsItInWithoutByteOrderMark()
    {
        await using OpenPage page = await OpenPage.OpenAsync(browser);

        await page.Window.GetByLabel("Choose a file").SetInputFilesAsync(new FilePayload { Name = "notes.txt", MimeType = "text/plain", Buffer = [0xEF, 0xBB, 0xBF, .. "one\r\ntwo"u8] });

        await Expect(page.Window.Locator("#documents")).ToHaveValueAsync("one\ntwo");
        await Expect(page.Window.Locator("#count")).ToHaveTextAsync("2 documents, one a line");
    }

    static async Task DropAsync(OpenPage page, string selector, params (string Name, byte[] Bytes)[] files)
    {
        IJSHandle transfer = await page.Window.EvaluateHandleAsync(
            """
            files => {
              const transfer = new DataTransfer();
              for (const { name, bytes } of files) transfer.items.add(new File([Uint8Array.from(bytes)], name));
              return transfer;
            }
            """,
            files.Select(file => new { name = file.Name, bytes = file.Bytes.Select(value => (int)value).ToArray() }).ToArray());
        await page.Window.DispatchEventAsync(selector, "dragover", new { dataTransfer = transfer });
        await page.Window.DispatchEventAsync(selector, "drop", new { dataTransfer = transfer });
    }
}

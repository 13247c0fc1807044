using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Winnow.Server.Batching;
using Winnow.Server.Models;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.SageMaker;

public sealed class InvocationRecordsTests
{
    const string Lines = "application/jsonlines";
    const string Csv = "text/csv";

    [Fact]
    public async Task Lines_ManyDialects_AnswerEachInItsOwnShapeAndOrder()
    {
        await using TestServer server = await TestServer.StartAsync();

        HttpAnswer answer = await HttpAnswer.PostAsync(
            server.Client, "/invocations", """
            {"query":"a","texts":["b","c"]}
            {"query":"a","documents":["b"]}

            {"data":[{"query":"a","documents":["b"]},{"query":"a","documents":["c"]}]}
            """, Lines);

        Assert.Equal((200, Lines), (answer.Status, answer.Type));
        Assert.Equal(3, answer.Lines.Length);
        Assert.Equal(2, answer.Lines[0].GetArrayLength());
        Assert.Equal("list", answer.Lines[1].GetProperty("object").GetString());
        Assert.Equal(2, answer.Lines[2].GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Lines_BadOnes_GetTheirOwnErrorsAndLoseNothing()
    {
        await using TestServer server = await TestServer.StartAsync();
        byte[] body = [.. "{\"query\":\"a\",\"documents\":[\"one\"],\"return_documents\":true}\r\n{bad\n{\"texts\":[\"b\"]}\n"u8, 0xFF, .. "\n\n{\"query\":\"a\",\"documents\":[\"two\"],\"return_documents\":true}"u8];

        HttpAnswer answer = await HttpAnswer.SendAsync(server.Client, HttpMethod.Post, "/invocations", body, Lines);

        Assert.Equal(200, answer.Status);
        JsonElement[] lines = answer.Lines;
        Assert.Equal(5, lines.Length);
        Assert.Equal("one", Document(lines[0]));
        Assert.StartsWith("Line 2: It is not valid JSON: ", lines[1].GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", lines[1].GetRawText(), StringComparison.Ordinal);
        Assert.Equal("Line 3: The field 'query' is missing.", lines[2].GetProperty("error").GetString());
        Assert.Equal("Line 4: It is not valid UTF-8. Send text in UTF-8.", lines[3].GetProperty("error").GetProperty("message").GetString());
        Assert.Equal("two", Document(lines[4]));

        static string? Document(JsonElement line) => line.GetProperty("results")[0].GetProperty("document").GetProperty("text").GetString();
    }

    [Fact]
    public async Task Lines_MoreThanTheQueueTakes_WaitForRoom()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.MaxRequests = 2);
        string body = string.Join('\n', Enumerable.Range(0, 20).Select(i => $$"""{"query":"q{{i}}","texts":["t{{i}}"],"return_text":true}"""));

        HttpAnswer answer = await HttpAnswer.PostAsync(server.Client, "/invocations", body, Lines);

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"t{i}"), answer.Lines.Select(line => line[0].GetProperty("text").GetString()));
    }

    [Fact]
    public async Task Lines_NoRoomAtTheStart_AreRefusedAsAWhole()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.MaxRequests = 1);
        ScoringQueue queue = server.Services.GetRequiredService<ScoringQueue>();
        using ModelLease lease = server.Services.GetRequiredService<ModelCatalog>().Lease(null);
        using var release = new ManualResetEventSlim();
        using var taken = new ManualResetEventSlim();
        var pair = lease.Model.Layout.Encode(lease.Model.Layout.TokenizeQuery("q", 64), "d", 64);
        Task blocking = queue.ScoreAsync(lease.Model, [pair], (_, _) =>
        {
            taken.Set();
            release.Wait(TestContext.Current.CancellationToken);
        }, TestContext.Current.CancellationToken);
        taken.Wait(TestContext.Current.CancellationToken);

        HttpAnswer answer = await HttpAnswer.PostAsync(server.Client, "/invocations", "{\"query\":\"q\",\"texts\":[\"t\"]}\n{\"query\":\"q\",\"texts\":[\"t\"]}", Lines);
        release.Set();
        await blocking;

        Assert.Equal(429, answer.Status);
        Assert.True(answer.Headers.RetryAfter!.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task Lines_JsonAccepted_AnswerWithAList()
    {
        await using TestServer server = await TestServer.StartAsync();

        HttpAnswer answer = await HttpAnswer.PostAsync(server.Client, "/invocations", "{\"query\":\"q\",\"texts\":[\"t\"]}\n{\"query\":\"q\",\"texts\":[\"t\"]}\n", Lines, "application/json");

        Assert.Equal((200, "application/json"), (answer.Status, answer.Type));
        Assert.Equal(2, answer.Json.GetArrayLength());
    }

    [Theory]
    [InlineData(Lines, "The body has no lines. Send a JSON object a line.")]
    [InlineData(Csv, "The body has no rows. Send one a line: id,query,documents,top_n.")]
    public async Task Records_None_IsAnError(string type, string message)
    {
        await using TestServer server = await TestServer.StartAsync();

        HttpAnswer answer = await HttpAnswer.PostAsync(server.Client, "/invocations", " \r\n\n", type);

        Assert.Equal((422, message), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Csv_RowsAsThePackageSendsThem_AnswerAsJinasContainers()
    {
        await using TestServer server = await TestServer.StartAsync();

        HttpAnswer answer = await HttpAnswer.PostAsync(server.Client, "/invocations", """
            07937cd63aed436b9e6c34a86783f55f,where's the dog,[{\"text\": \"the dog is in my house\"}\, {\"text\": \"the cat looks good\"}\, {\"text\": \"fish chips\"}],2
            "286076113143433cb5f2655c5f70a30e","do you like cat","[{\""text\"": \""cash is king\""}\"," {\""text\"": \""yes I do like cat\""}\"," {\""text\"": \""morning\""}]","3"
            """, Csv);

        Assert.Equal((200, "application/json"), (answer.Status, answer.Type));
        Assert.Equal("{}", answer.Json.GetProperty("parameters").GetRawText());
        JsonElement[] items = [.. answer.Json.GetProperty("data").EnumerateArray()];
        Assert.Equal(["07937cd63aed436b9e6c34a86783f55f", "286076113143433cb5f2655c5f70a30e"], items.Select(item => item.GetProperty("id").GetString()));
        Assert.Equal([2, 3], items.Select(item => item.GetProperty("results").GetArrayLength()));
        using var reranker = Reranker.Load(TestServer.ModelFolder, new EngineOptions { Precision = Precision.Float32 });
        var expected = reranker.Rerank("do you like cat", ["cash is king", "yes I do like cat", "morning"], null, TestContext.Current.CancellationToken);
        Assert.Equal(expected.Select(result => (result.Index, result.Score, result.Document)), items[1].GetProperty("results").EnumerateArray().Select(result =>
            (result.GetProperty("index").GetInt32(), result.GetProperty("relevance_score").GetSingle(), result.GetProperty("document").GetProperty("text").GetString())));
    }

    [Fact]
    public async Task Csv_BadRows_GetTheirOwnErrorsAndLoseNothing()
    {
        await using TestServer server = await TestServer.StartAsync();
        byte[] body = [0xEF, 0xBB, 0xBF, .. "1,q,\"[\"\"a\"\"]\",1\n2,q,no list,1\n3,,\"[\"\"a\"\"]\",1\n4,q,\"[\"\"a\"\"]\",many\n"u8, 0xFF, .. "\n6,q,\"[\"\"a\"\"]\""u8];

        HttpAnswer answer = await HttpAnswer.SendAsync(server.Client, HttpMethod.Post, "/invocations", body, Csv);

        JsonElement[] items = [.. answer.Json.GetProperty("data").EnumerateArray()];
        Assert.Equal(["1", "2", "3", "4", "6"], items.Where((_, i) => i != 4).Select(item => item.GetProperty("id").GetString()));
        Assert.StartsWith("Row 2: None of its 4 fields is a JSON list of documents. A row is id,query,documents,top_n", Message(items[1]), StringComparison.Ordinal);
        Assert.Equal("Row 3: The query must not be empty or only white space.", Message(items[2]));
        Assert.Equal("Row 4: The field 'top_n' must be a number, not 'many'.", Message(items[3]));
        Assert.Equal("Row 5: It is not valid UTF-8. Send text in UTF-8.", Message(items[4]));
        Assert.Equal(1, items[5].GetProperty("results").GetArrayLength());

        static string? Message(JsonElement item) => item.GetProperty("error").GetProperty("message").GetString();
    }

    [Fact]
    public async Task Csv_JsonLinesAccepted_AnswersWithALineEach()
    {
        await using TestServer server = await TestServer.StartAsync();

        HttpAnswer answer = await HttpAnswer.PostAsync(server.Client, "/invocations", "1,q,\"[\"\"a\"\"]\"\n2,q,\"[\"\"b\"\"]\"\n", Csv, Lines);

        Assert.Equal((200, Lines), (answer.Status, answer.Type));
        Assert.Equal(["1", "2"], answer.Lines.Select(line => line.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Lines_ClientGone_FreesItsWork()
    {
        await using TestServer server = await TestServer.StartAsync();
        string body = string.Join('\n', Enumerable.Range(0, 2000).Select(i => $$"""{"query":"q","texts":["{{new string('a', 200)}}"]}"""));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/invocations") { Content = new StringContent(body, Encoding.UTF8, Lines) };
        using (HttpResponseMessage response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken))
        {
            await using Stream stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            Assert.Equal(1, await stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
        }

        // Without it the test runs into its own limit.
        ScoringQueue queue = server.Services.GetRequiredService<ScoringQueue>();
        while (queue.Requests > 0)
            await Task.Delay(10, TestContext.Current.CancellationToken);
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Winnow.Container.Tests.Fakes;

namespace Winnow.Container.Tests;

public sealed class ContainerProcessTests
{
    const string Body = """{"data":{"documents":[{"text":"They eat fish."},{"text":"In trees."}],"query":"where do herons nest"}}""";

    [Fact]
    public async Task Serve_AsSageMakerStartsIt_AnswersAndEndsWith0()
    {
        using var files = new OptMl();
        files.AddModel("model");
        await using ContainerProcess server = await ContainerProcess.ServeAsync(
            ["serve"], ("SAGEMAKER_BASE_DIR", files.Folder), ("SAGEMAKER_SAFE_PORT_RANGE", "21000-22000"), ("SAGEMAKER_MAX_PAYLOAD_IN_MB", "50"), ("SAGEMAKER_BATCH", "true"),
            ("SAGEMAKER_BATCH_STRATEGY", "SingleRecord"), ("SAGEMAKER_MAX_CONCURRENT_TRANSFORMS", "2"), ("SAGEMAKER_CONTAINER_LOG_LEVEL", "20"), ("SAGEMAKER_REGION", "eu-central-1"));

        using HttpResponseMessage ping = await server.Client.GetAsync(new Uri("/ping", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, 0L), (ping.StatusCode, ping.Content.Headers.ContentLength));
        Assert.Equal(
            """{"MaxConcurrentTransforms":2,"BatchStrategy":"SINGLE_RECORD","MaxPayloadInMB":50}""",
            await server.Client.GetStringAsync(new Uri("/execution-parameters", UriKind.Relative), TestContext.Current.CancellationToken));
        JsonElement answer = await InvokeAsync(server, "/invocations", Body);

        Assert.Equal(2, answer.GetProperty("data")[0].GetProperty("results").GetArrayLength());
        server.Terminate();
        Assert.Equal(0, await server.WaitAsync());
        Assert.StartsWith("winnow-server: listening at http://127.0.0.1:", server.Messages[server.Messages.IndexOf("winnow-server:", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_ScoresAreThoseOfTheLibrary()
    {
        using var files = new OptMl();
        files.AddModel("model");
        await using ContainerProcess server = await ContainerProcess.ServeAsync(["serve"], ("SAGEMAKER_BASE_DIR", files.Folder), ("WINNOW_PRECISION", "float32"));

        JsonElement answer = await InvokeAsync(server, "/invocations", Body);

        using var reranker = Reranker.Load(OptMl.Fixture, new EngineOptions { Precision = Precision.Float32 });
        var expected = reranker.Rerank("where do herons nest", ["They eat fish.", "In trees."], null, TestContext.Current.CancellationToken);
        Assert.Equal(
            expected.Select(result => (result.Index, result.Score)),
            answer.GetProperty("data")[0].GetProperty("results").EnumerateArray().Select(result => (result.GetProperty("index").GetInt32(), result.GetProperty("relevance_score").GetSingle())));
    }

    [Fact]
    public async Task Serve_NoArchive_ServesTheModelInTheImage()
    {
        using var files = new OptMl();
        await using ContainerProcess server = await ContainerProcess.ServeAsync([], ("SAGEMAKER_BASE_DIR", files.Folder), ("ASPNETCORE_HTTP_PORTS", ""));

        JsonElement models = await server.Client.GetFromJsonAsync<JsonElement>(new Uri("/v1/models", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal("winnow-turbo-en", Assert.Single(models.GetProperty("data").EnumerateArray()).GetProperty("id").GetString());
        Assert.DoesNotContain("HTTP_PORTS", server.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_ArchiveWithFolders_ServesEach()
    {
        using var files = new OptMl();
        files.AddModel("model/first");
        files.AddModel("model/second");
        await using ContainerProcess server = await ContainerProcess.ServeAsync(["serve"], ("SAGEMAKER_BASE_DIR", files.Folder));

        JsonElement first = await InvokeAsync(server, "/invocations", """{"query":"q","documents":["d"]}""");
        JsonElement second = await InvokeAsync(server, "/invocations", """{"query":"q","documents":["d"],"model":"second"}""");

        Assert.Equal(("first", "second"), (first.GetProperty("model").GetString(), second.GetProperty("model").GetString()));
    }

    [Fact]
    public async Task Serve_MultiModel_LoadsAndUnloads()
    {
        using var files = new OptMl();
        string url = files.AddModel("models/abc/model");
        await using ContainerProcess server = await ContainerProcess.ServeAsync(["serve"], ("SAGEMAKER_BASE_DIR", files.Folder), ("SAGEMAKER_MULTI_MODEL", "true"));

        await InvokeAsync(server, "/models", $$"""{"model_name":"abc","url":"{{url}}"}""");
        JsonElement answer = await InvokeAsync(server, "/models/abc/invoke", Body);
        using HttpResponseMessage unloaded = await server.Client.DeleteAsync(new Uri("/models/abc", UriKind.Relative), TestContext.Current.CancellationToken);
        using HttpResponseMessage gone = await server.Client.GetAsync(new Uri("/models/abc", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(2, answer.GetProperty("data")[0].GetProperty("results").GetArrayLength());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (unloaded.StatusCode, gone.StatusCode));
    }

    // A request is taken in when its headers are read, of which "100 Continue" is the proof; its body comes after the signal.
    [Fact]
    public async Task Serve_SigtermUnderLoad_AnswersWhatItTookInAndEndsWith0()
    {
        using var files = new OptMl();
        files.AddModel("model");
        await using ContainerProcess server = await ContainerProcess.ServeAsync(["serve"], ("SAGEMAKER_BASE_DIR", files.Folder));
        string documents = string.Join(",", Enumerable.Range(0, 200).Select(i => $"\"{i} {new string('x', 100)}\""));
        byte[] body = Encoding.UTF8.GetBytes($$$"""{"data":{"query":"q","documents":[{{{documents}}}]}}""");
        List<TcpClient> connections = [];
        try
        {
            for (int i = 0; i < 8; i++)
            {
                var connection = new TcpClient();
                connections.Add(connection);
                await connection.ConnectAsync(IPAddress.Loopback, server.Address.Port, TestContext.Current.CancellationToken);
                await SendAsync(connection, Encoding.ASCII.GetBytes(
                    $"POST /invocations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"));
                Assert.StartsWith("HTTP/1.1 100 ", await ReadAsync(connection, untilBlankLine: true), StringComparison.Ordinal);
            }

            server.Terminate();
            await WaitUntilRefusedAsync(server.Address.Port);
            foreach (TcpClient connection in connections)
                await SendAsync(connection, body);
            string[] answers = await Task.WhenAll(connections.Select(connection => ReadAsync(connection, untilBlankLine: false)));

            Assert.All(answers, answer => Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal));
            Assert.All(answers, answer => Assert.EndsWith("\"parameters\":{}}", answer, StringComparison.Ordinal));
            Assert.Equal(0, await server.WaitAsync());
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }

    [Fact]
    public async Task Serve_WrongModelFolder_EndsWith2AndSaysWhatIsMissing()
    {
        using var files = new OptMl();
        files.AddFile("model/pytorch_model.bin");

        (int code, string messages) = await ContainerProcess.RunAsync(["serve"], ("SAGEMAKER_BASE_DIR", files.Folder));

        Assert.Equal(2, code);
        Assert.Equal(
            $"winnow-server: {Path.Combine(files.Folder, "model")}: this folder has no config.json, neither in it nor in a folder in it. Put config.json, tokenizer.json and model.safetensors into the model.tar.gz: eng/model-archive DIR does.",
            messages.TrimEnd());
    }

    [Fact]
    public async Task Serve_DamagedModel_EndsWith2AndSaysWhere()
    {
        using var files = new OptMl();
        string folder = files.AddModel("model");
        File.WriteAllText(Path.Combine(folder, "config.json"), "{");

        (int code, string messages) = await ContainerProcess.RunAsync(["serve"], ("SAGEMAKER_BASE_DIR", files.Folder));

        Assert.Equal(2, code);
        Assert.Contains($"winnow-server: {Path.Combine(folder, "config.json")}: not valid JSON", messages, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_UnknownModelName_EndsWith2()
    {
        (int code, string messages) = await ContainerProcess.RunAsync([], ("WINNOW_MODEL", "no-such-model"));

        Assert.Equal(2, code);
        Assert.Contains("no-such-model: there is no such model folder", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_PortTaken_EndsWith2AndNamesTheVariable()
    {
        using var files = new OptMl();
        files.AddModel("model");
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        (int code, string messages) = await ContainerProcess.RunAsync(["serve"], ("SAGEMAKER_BASE_DIR", files.Folder), ("SAGEMAKER_BIND_TO_PORT", $"{port}"));

        Assert.Equal(2, code);
        Assert.Contains("Choose another port with SAGEMAKER_BIND_TO_PORT.", messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train", "This image serves models and does not train them. Create a model or a batch transform job with it, not a training job.")]
    [InlineData("server", "There is no command 'server'. Start the container with 'serve' or without arguments.")]
    public async Task Run_UnknownCommand_EndsWith2(string command, string message)
    {
        (int code, string messages) = await ContainerProcess.RunAsync([command]);

        Assert.Equal((2, $"winnow-server: {message}"), (code, messages.TrimEnd()));
    }

    [Fact]
    public async Task Healthcheck_ServerWell_EndsWith0()
    {
        using var files = new OptMl();
        files.AddModel("model");
        await using ContainerProcess server = await ContainerProcess.ServeAsync(["serve"], ("SAGEMAKER_BASE_DIR", files.Folder));

        (int code, _) = await ContainerProcess.RunAsync(["healthcheck"], ("SAGEMAKER_BASE_DIR", files.Folder), ("PORT", $"{server.Address.Port}"));

        Assert.Equal(0, code);
    }

    [Fact]
    public async Task Healthcheck_NothingThere_EndsWith1()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();

        (int code, string messages) = await ContainerProcess.RunAsync(["healthcheck"], ("PORT", $"{port}"));

        Assert.Equal(1, code);
        Assert.StartsWith($"winnow-server: nothing answers at port {port}: ", messages, StringComparison.Ordinal);
    }

    static async Task<JsonElement> InvokeAsync(ContainerProcess server, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await server.Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    // The stop has begun when nobody new is let in.
    static async Task WaitUntilRefusedAsync(int port)
    {
        while (true)
        {
            using var newcomer = new TcpClient();
            try
            {
                await newcomer.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            }
            catch (SocketException)
            {
                return;
            }

            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    static async Task SendAsync(TcpClient connection, byte[] bytes) => await connection.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken);

    static async Task<string> ReadAsync(TcpClient connection, bool untilBlankLine)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[1 << 16];
        while (!untilBlankLine || !text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            int read = await connection.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken);
            if (read == 0)
                break;
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return text.ToString();
    }
}

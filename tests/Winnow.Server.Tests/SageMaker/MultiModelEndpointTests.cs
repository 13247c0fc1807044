using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Winnow.Server.Models;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.SageMaker;

public sealed class MultiModelEndpointTests : IDisposable
{
    const string Body = """{"data":{"query":"q","documents":["a","b"]}}""";

    readonly string _base = Directory.CreateTempSubdirectory("winnow-models").FullName;

    public void Dispose() => Directory.Delete(_base, recursive: true);

    [Fact]
    public async Task Models_LoadListInvokeUnload_IsOneLife()
    {
        await using TestServer server = await StartAsync();
        string url = Archive("first");

        Assert.Equal("""{"models":[]}""", (await HttpAnswer.GetAsync(server.Client, "/models")).Text);
        Assert.Equal(404, (await HttpAnswer.PostAsync(server.Client, "/models/m1/invoke", Body)).Status);

        HttpAnswer loaded = await LoadAsync(server, "m1", url);
        Assert.Equal((200, """{"status":"The model 'm1' is loaded."}"""), (loaded.Status, loaded.Text));
        Assert.Equal($$"""{"models":[{"modelName":"m1","modelUrl":"{{url}}"}]}""", (await HttpAnswer.GetAsync(server.Client, "/models")).Text);
        Assert.Equal($$"""{"modelName":"m1","modelUrl":"{{url}}"}""", (await HttpAnswer.GetAsync(server.Client, "/models/m1")).Text);

        HttpAnswer invoked = await HttpAnswer.PostAsync(server.Client, "/models/m1/invoke", Body, headers: ("X-Amzn-SageMaker-Target-Model", "first.tar.gz"));
        Assert.Equal((200, 2), (invoked.Status, invoked.Json.GetProperty("data")[0].GetProperty("results").GetArrayLength()));
        HttpAnswer lines = await HttpAnswer.PostAsync(server.Client, "/models/m1/invoke", """{"query":"q","documents":["a"],"model":"other"}""", "application/jsonlines");
        Assert.Equal("m1", Assert.Single(lines.Lines).GetProperty("model").GetString());

        HttpAnswer unloaded = await HttpAnswer.SendAsync(server.Client, HttpMethod.Delete, "/models/m1");
        Assert.Equal((200, """{"status":"The model 'm1' is unloaded."}"""), (unloaded.Status, unloaded.Text));
        Assert.Equal(404, (await HttpAnswer.GetAsync(server.Client, "/models/m1")).Status);
        Assert.Equal(404, (await HttpAnswer.PostAsync(server.Client, "/models/m1/invoke", Body)).Status);
        Assert.Empty(server.Services.GetRequiredService<ModelCatalog>().Models);
    }

    [Fact]
    public async Task Load_SameNameAgain_Is409AndKeepsTheFirst()
    {
        await using TestServer server = await StartAsync();
        await LoadAsync(server, "m1", Archive("first"));

        HttpAnswer answer = await LoadAsync(server, "m1", Archive("second"));

        Assert.Equal((409, "The model 'm1' is already loaded. Unload it first to load another in its place."), (answer.Status, answer.Message));
        Assert.EndsWith("first", (await HttpAnswer.GetAsync(server.Client, "/models/m1")).Json.GetProperty("modelUrl").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_SameNameAtOnce_LoadsOne()
    {
        await using TestServer server = await StartAsync();
        string url = Archive("first");

        HttpAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => LoadAsync(server, "m1", url)));

        Assert.Equal([200, 409, 409, 409], answers.Select(answer => answer.Status).Order());
    }

    [Fact]
    public async Task Load_MoreThanMemoryAllows_Is507UntilOthersAreUnloaded()
    {
        string first = Archive("first");
        string second = Archive("second");
        long bytes = new FileInfo(Path.Combine(first, "model.safetensors")).Length;
        await using TestServer server = await StartAsync(options => options.SageMaker.ModelMemoryBytes = bytes + (bytes / 2));
        Assert.Equal(200, (await LoadAsync(server, "m1", first)).Status);

        HttpAnswer answer = await LoadAsync(server, "m2", second);

        Assert.Equal(507, answer.Status);
        Assert.Equal($"The model 'm2' has {bytes:N0} bytes of weights; {bytes:N0} are loaded, and there is room for {bytes + (bytes / 2):N0}. Unload others first.", answer.Message);
        Assert.Equal(404, (await HttpAnswer.PostAsync(server.Client, "/models/m2/invoke", Body)).Status);
        await HttpAnswer.SendAsync(server.Client, HttpMethod.Delete, "/models/m1");
        Assert.Equal(200, (await LoadAsync(server, "m2", second)).Status);
    }

    [Fact]
    public async Task Load_ArchiveWithAFolder_FindsTheModelInIt()
    {
        await using TestServer server = await StartAsync();
        Archive(Path.Combine("outer", "inner"));

        Assert.Equal(200, (await LoadAsync(server, "m1", Path.Combine(_base, "outer"))).Status);
    }

    [Fact]
    public async Task Load_NothingThere_Is422()
    {
        await using TestServer server = await StartAsync();

        HttpAnswer answer = await LoadAsync(server, "m1", Path.Combine(_base, "none"));

        Assert.Equal(422, answer.Status);
        Assert.StartsWith("The model 'm1' has no config.json", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_TwoModelsInOneArchive_Is422()
    {
        await using TestServer server = await StartAsync();
        Archive(Path.Combine("outer", "a"));
        Archive(Path.Combine("outer", "b"));

        HttpAnswer answer = await LoadAsync(server, "m1", Path.Combine(_base, "outer"));

        Assert.Equal((422, "The archive of the model 'm1' has 2 models in it. Pack one an archive."), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Load_DamagedModel_SaysWhyWithoutFolder()
    {
        await using TestServer server = await StartAsync();
        string url = Archive("damaged");
        File.WriteAllText(Path.Combine(url, "config.json"), "{");

        HttpAnswer answer = await LoadAsync(server, "m1", url);

        Assert.Equal(422, answer.Status);
        Assert.DoesNotContain(_base, answer.Text, StringComparison.Ordinal);
        Assert.Empty((await HttpAnswer.GetAsync(server.Client, "/models")).Json.GetProperty("models").EnumerateArray());
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("../elsewhere")]
    [InlineData(".")]
    public async Task Load_OutsideOfTheFolder_Is422(string url)
    {
        await using TestServer server = await StartAsync();

        HttpAnswer answer = await LoadAsync(server, "m1", url);

        Assert.Equal((422, "The field 'url' must be a folder below the one in which SageMaker lays models."), (answer.Status, answer.Message));
    }

    [Theory]
    [InlineData("""{"url":"x"}""", 422, "The field 'model_name' is missing.")]
    [InlineData("""{"model_name":"m"}""", 422, "The field 'url' is missing.")]
    [InlineData("""{"model_name":"","url":"x"}""", 422, "The fields 'model_name' and 'url' must not be empty.")]
    [InlineData("""{"model_name":"m","url":"x\u0000y"}""", 422, "The fields 'model_name' and 'url' must not be empty.")]
    [InlineData("[]", 422, "The body must be a JSON object, not an array.")]
    public async Task Load_WrongBody_SaysWhatIsWrong(string body, int status, string message)
    {
        await using TestServer server = await StartAsync();

        HttpAnswer answer = await HttpAnswer.PostAsync(server.Client, "/models", body);

        Assert.Equal((status, message), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Unload_Unknown_Is404()
    {
        await using TestServer server = await StartAsync();

        HttpAnswer answer = await HttpAnswer.SendAsync(server.Client, HttpMethod.Delete, "/models/none");

        Assert.Equal((404, "The model 'none' is not loaded."), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Models_NoMultiModel_CannotBeLoaded()
    {
        await using TestServer server = await TestServer.StartAsync();

        Assert.Equal(405, (await HttpAnswer.PostAsync(server.Client, "/models", """{"model_name":"a","url":"/opt/ml/models/a"}""")).Status);
        Assert.Equal(404, (await HttpAnswer.GetAsync(server.Client, "/models/a")).Status);
    }

    Task<TestServer> StartAsync(Action<WinnowServerOptions>? configure = null) => TestServer.StartAsync(options =>
    {
        options.SageMaker.MultiModel = true;
        options.SageMaker.BaseFolder = _base;
        configure?.Invoke(options);
    });

    static Task<HttpAnswer> LoadAsync(TestServer server, string name, string url) =>
        HttpAnswer.PostAsync(server.Client, "/models", JsonSerializer.Serialize(new { model_name = name, url }));

    // As SageMaker unpacks it.
    string Archive(string name)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_base, name)).FullName;
        foreach (string file in Directory.EnumerateFiles(TestServer.ModelFolder))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return folder;
    }
}

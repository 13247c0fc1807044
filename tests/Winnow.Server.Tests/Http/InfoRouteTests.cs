using System.Net.Http.Json;
using System.Text.Json;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Http;

public sealed class InfoRouteTests
{
    [Fact]
    public async Task Info_OneModel_SaysWhatTheServerReallyHas()
    {
        await using TestServer server = await TestServer.StartAsync(options =>
        {
            options.MaxDocuments = 77;
            options.MaxRequests = 9;
            options.BatchTokens = 300;
        });

        JsonElement info = await server.Client.GetFromJsonAsync<JsonElement>("/info", TestContext.Current.CancellationToken);

        using var reranker = Reranker.Load(TestServer.ModelFolder, new EngineOptions { Precision = Precision.Float32 });
        Assert.Equal("bert", info.GetProperty("model_id").GetString());
        Assert.Equal("bert", info.GetProperty("served_model_name").GetString());
        Assert.Equal(((RerankerMetadata)reranker.GetService(typeof(RerankerMetadata))!).Fingerprint, info.GetProperty("model_sha").GetString());
        Assert.Equal("float32", info.GetProperty("model_dtype").GetString());
        Assert.Equal("LABEL_0", info.GetProperty("model_type").GetProperty("reranker").GetProperty("id2label").GetProperty("0").GetString());
        Assert.Equal(0, info.GetProperty("model_type").GetProperty("reranker").GetProperty("label2id").GetProperty("LABEL_0").GetInt32());
        Assert.Equal(reranker.MaxTokens, info.GetProperty("max_input_length").GetInt32());
        Assert.Equal(9, info.GetProperty("max_concurrent_requests").GetInt32());
        Assert.Equal(300, info.GetProperty("max_batch_tokens").GetInt32());
        Assert.Equal(77, info.GetProperty("max_client_batch_size").GetInt32());
        Assert.Matches(@"^\d+\.\d+\.\d+$", info.GetProperty("version").GetString());
    }

    [Fact]
    public async Task Info_UnknownModelOfSeveral_AnswersInTeisShape()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.AcceptAnyModelName = false);

        using HttpResponseMessage response = await server.Client.GetAsync("/info?model=other", TestContext.Current.CancellationToken);
        JsonElement error = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal("The model 'other' is not served here. Served: 'bert'.", error.GetProperty("error").GetString());
        Assert.Equal("Validation", error.GetProperty("error_type").GetString());
    }
}

using System.Net.Http.Json;
using System.Text.Json;
using Winnow.Server.Tests.Fakes;

namespace Winnow.Server.Tests.Http;

public sealed class ModelRoutesTests
{
    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/models")]
    public async Task Models_OneModel_ListsIt(string path)
    {
        await using TestServer server = await TestServer.StartAsync();

        JsonElement list = await server.Client.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);

        Assert.Equal("list", list.GetProperty("object").GetString());
        JsonElement model = Assert.Single(list.GetProperty("data").EnumerateArray());
        Assert.Equal("bert", model.GetProperty("id").GetString());
        Assert.Equal("BERT", model.GetProperty("architecture").GetString());
        Assert.Equal(model.GetProperty("max_tokens").GetInt32(), model.GetProperty("max_model_len").GetInt32());
    }

    [Fact]
    public async Task Model_NameInOtherCase_GivesIt()
    {
        await using TestServer server = await TestServer.StartAsync();

        JsonElement model = await server.Client.GetFromJsonAsync<JsonElement>("/v1/models/BERT", TestContext.Current.CancellationToken);

        Assert.Equal("bert", model.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Model_Unknown_Is404InOpenAisShape()
    {
        await using TestServer server = await TestServer.StartAsync();

        using HttpResponseMessage response = await server.Client.GetAsync("/v1/models/gpt", TestContext.Current.CancellationToken);
        JsonElement error = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal("The model 'gpt' is not served here. GET /v1/models lists those that are.", error.GetProperty("error").GetProperty("message").GetString());
    }

    // gRPC must not answer for addresses that are nobody's.
    [Fact]
    public async Task UnknownAddressOfTwoParts_Get_Is404()
    {
        await using TestServer server = await TestServer.StartAsync();

        using HttpResponseMessage response = await server.Client.GetAsync("/no/where", TestContext.Current.CancellationToken);

        Assert.Equal(404, (int)response.StatusCode);
    }
}

using System.Text.Json;
using Winnow.Server.Tests.Fakes;
using Winnow.Tokenization;

namespace Winnow.Server.Tests.Tokenizing;

public sealed class TokenizeEndpointTests
{
    const string Text = "herons nest";

    static Tokenizer Tokenizer => Tokenizer.Load(Path.Combine(TestServer.ModelFolder, "tokenizer.json"));

    [Fact]
    public async Task Tokenize_TeiList_GivesTokensOfEachText()
    {
        await using TestServer server = await TestServer.StartAsync();

        (int status, JsonElement json) = await server.PostAsync("/tokenize", """{"inputs":["herons nest",""]}""");

        Assert.Equal(200, status);
        JsonElement[] tokens = [.. json[0].EnumerateArray()];
        Assert.Equal(Tokenizer.Encode(Text).Ids, tokens.Select(token => token.GetProperty("id").GetInt32()));
        Assert.Equal("[CLS]", tokens[0].GetProperty("text").GetString());
        Assert.Equal("[SEP]", tokens[^1].GetProperty("text").GetString());
        Assert.Equal(Text.Replace(" ", ""), string.Concat(tokens[1..^1].Select(token => token.GetProperty("text").GetString()!.Replace("##", ""))));
        Assert.Equal([true, .. Enumerable.Repeat(false, tokens.Length - 2), true], tokens.Select(token => token.GetProperty("special").GetBoolean()));
        Assert.All(tokens, token => Assert.Equal(JsonValueKind.Null, token.GetProperty("start").ValueKind));
        Assert.Equal(2, json[1].GetArrayLength());
    }

    [Fact]
    public async Task Tokenize_TeiWithoutSpecialTokens_GivesTheTextsAlone()
    {
        await using TestServer server = await TestServer.StartAsync();

        (_, JsonElement json) = await server.PostAsync("/tokenize", """{"inputs":"herons nest","add_special_tokens":false}""");

        JsonElement[] tokens = [.. json[0].EnumerateArray()];
        Assert.Equal(Tokenizer.Tokenize(Text), tokens.Select(token => token.GetProperty("id").GetInt32()));
        Assert.All(tokens, token => Assert.False(token.GetProperty("special").GetBoolean()));
    }

    [Fact]
    public async Task Tokenize_Vllm_GivesCountAndLimit()
    {
        await using TestServer server = await TestServer.StartAsync();

        (_, JsonElement json) = await server.PostAsync("/tokenize", """{"model":"any","prompt":"herons nest","return_token_strs":true}""");

        int[] expected = Tokenizer.Encode(Text).Ids;
        Assert.Equal(expected.Length, json.GetProperty("count").GetInt32());
        Assert.Equal(128, json.GetProperty("max_model_len").GetInt32());
        Assert.Equal(expected, Ids(json, "tokens"));
        Assert.Equal(expected.Select(Tokenizer.TokenText), json.GetProperty("token_strs").EnumerateArray().Select(text => text.GetString()));
    }

    [Fact]
    public async Task Tokenize_Llama_GivesIdsWithoutSpecialTokens()
    {
        await using TestServer server = await TestServer.StartAsync();

        (_, JsonElement json) = await server.PostAsync("/tokenize", """{"content":"herons nest"}""");
        (_, JsonElement special) = await server.PostAsync("/tokenize", """{"content":"herons nest","add_special":true}""");
        (_, JsonElement pieces) = await server.PostAsync("/tokenize", """{"content":"herons nest","with_pieces":true}""");

        int[] expected = Tokenizer.Tokenize(Text);
        Assert.Equal(expected, Ids(json, "tokens"));
        Assert.Equal(Tokenizer.Encode(Text).Ids, Ids(special, "tokens"));
        Assert.Equal(expected.Select(Tokenizer.TokenText), pieces.GetProperty("tokens").EnumerateArray().Select(token => token.GetProperty("piece").GetString()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tokenize_Pair_GivesWhatTheModelReads(bool truncate)
    {
        await using TestServer server = await TestServer.StartAsync();
        string document = string.Join(' ', Enumerable.Repeat("Herons nest in colonies.", 60));

        (_, JsonElement json) = await server.PostAsync("/tokenize", JsonSerializer.Serialize(new { query = Text, document, truncate }));

        Encoding expected = PairTokenizer.Load(TestServer.ModelFolder).Encode(Text, document, truncate ? 128 : null);
        Assert.Equal(expected.Ids, Ids(json, "input_ids"));
        Assert.Equal(expected.TypeIds, Ids(json, "token_type_ids"));
    }

    [Theory]
    [InlineData("""{"inputs":[1]}""", 422, "The field 'inputs[0]' must be a string, not 1.")]
    [InlineData("""{"inputs":[]}""", 400, "The list 'inputs' must not be empty.")]
    [InlineData("""{"inputs":["a","b","c"]}""", 422, "There are 3 texts, and this server takes at most 2 in a request. Send them in several.")]
    public async Task Tokenize_WrongInputs_AnswersInTeisShape(string body, int expected, string message)
    {
        await using TestServer server = await TestServer.StartAsync(options => options.MaxDocuments = 2);

        (int status, JsonElement json) = await server.PostAsync("/tokenize", body);

        Assert.Equal(expected, status);
        Assert.Equal(message, json.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("{}", "There is nothing to tokenize: send 'inputs' (a text or a list of texts), 'prompt', 'content', or 'query' with 'document'.")]
    [InlineData("""{"query":"a"}""", "The field 'document' is missing.")]
    [InlineData("""{"prompt":{}}""", "The field 'prompt' must be a string, not an object.")]
    [InlineData("[]", "The body must be a JSON object, not an array.")]
    public async Task Tokenize_WrongBody_AnswersInOpenAisShape(string body, string message)
    {
        await using TestServer server = await TestServer.StartAsync();

        (int status, JsonElement json) = await server.PostAsync("/tokenize", body);

        Assert.Equal(400, status);
        Assert.Equal(message, json.GetProperty("error").GetProperty("message").GetString());
    }

    static IEnumerable<int> Ids(JsonElement json, string name) => json.GetProperty(name).EnumerateArray().Select(id => id.GetInt32());
}

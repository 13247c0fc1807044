using System.Text.Json;
using Winnow.Tokenization;

namespace Winnow.Tests.Tokenization;

/// <summary>Every case of every golden folder, which Hugging Face's own library made (Fixtures/golden/golden.py).</summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Names => [.. Fixtures.GoldenNames()];

    [Theory]
    [MemberData(nameof(Names))]
    public void EncodePair_GoldenCases_GivesTheirIdsAndTypes(string name)
    {
        var tokenizer = Load(name);
        ForEachCase(name, (golden, item) =>
        {
            var encoding = tokenizer.EncodePair(Text(item, "query"), Text(item, "document"));
            Assert.Equal(Ids(item, "input_ids"), encoding.Ids);
            Assert.Equal(Ids(item, "token_type_ids"), encoding.TypeIds);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EncodePair_GoldenCasesCut_GivesTheirIdsAndTypes(string name)
    {
        var tokenizer = Load(name);
        ForEachCase(name, (golden, item) =>
        {
            int limit = golden.GetProperty("max_length").GetInt32();
            var encoding = tokenizer.EncodePair(Text(item, "query"), Text(item, "document"), limit);
            Assert.Equal(Ids(item, "truncated_input_ids"), encoding.Ids);
            Assert.Equal(Ids(item, "truncated_token_type_ids"), encoding.TypeIds);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_GoldenCases_GivesTheirIds(string name)
    {
        var tokenizer = Load(name);
        ForEachCase(name, (_, item) => Assert.Equal(Ids(item, "document_input_ids"), tokenizer.Encode(Text(item, "document")).Ids));
    }

    static Tokenizer Load(string name) => Tokenizer.Load(Path.Combine(Fixtures.Golden(name), "tokenizer.json"));

    static void ForEachCase(string name, Action<JsonElement, JsonElement> check)
    {
        using var golden = Fixtures.ReadGolden(name);
        var cases = golden.RootElement.GetProperty("cases");
        Assert.True(cases.GetArrayLength() >= 25);
        foreach (var item in cases.EnumerateArray())
            check(golden.RootElement, item);
    }

    static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;

    static int[] Ids(JsonElement item, string name) => [.. item.GetProperty(name).EnumerateArray().Select(id => id.GetInt32())];
}

using System.Text.Json;

namespace Winnow.Tests.Oracle;

/// <summary>One case of a golden.json: what the model is fed and what the reference implementation answered.</summary>
sealed record GoldenCase(int[] Ids, int[] Types, double[] Expected, bool IsEmbedding);

/// <summary>Reads what the oracle needs of the golden model folders.</summary>
static class GoldenFolders
{
    public static IEnumerable<string> Names => Fixtures.GoldenNames();

    public static string Folder(string name) => Fixtures.Golden(name);

    public static IReadOnlyList<GoldenCase> Cases(string name)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder(name), "golden.json")));
        return [.. json.RootElement.GetProperty("cases").EnumerateArray().Select(Case)];
    }

    static GoldenCase Case(JsonElement e)
    {
        bool isEmbedding = e.TryGetProperty("embedding", out JsonElement embedding);
        double[] expected = isEmbedding ? [.. embedding.EnumerateArray().Select(v => v.GetDouble())] : [e.GetProperty("logit").GetDouble()];
        return new(Ints(e.GetProperty("truncated_input_ids")), Ints(e.GetProperty("truncated_token_type_ids")), expected, isEmbedding);
    }

    static int[] Ints(JsonElement e) => [.. e.EnumerateArray().Select(v => v.GetInt32())];
}

using System.Text.Json;
using Winnow.Tokenization;

namespace Winnow.Training.Distillation;

/// <summary>The tokens of a tokenizer that stand for no text: those that tokenizer.json calls special, and those of the template.</summary>
static class SpecialTokens
{
    /// <summary>Reads their ids.</summary>
    /// <param name="path">The tokenizer.json of which <paramref name="tokenizer"/> was made, so that it is well formed.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    public static HashSet<int> Read(string path, Tokenizer tokenizer)
    {
        HashSet<int> ids = [.. tokenizer.Assemble([]).Ids];
        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(path));
        if (!file.RootElement.TryGetProperty("added_tokens", out JsonElement added) || added.ValueKind != JsonValueKind.Array)
            return ids;
        foreach (JsonElement token in added.EnumerateArray())
        {
            if (token.TryGetProperty("special", out JsonElement special) && special.ValueKind == JsonValueKind.True)
                ids.Add(token.GetProperty("id").GetInt32());
        }

        return ids;
    }
}

using System.Text.Json;
using Winnow.Tokenization;

namespace Winnow.Server.Tokenizing;

/// <summary>Writes lists of tokens.</summary>
static class TokenLists
{
    public static void WriteIds(Utf8JsonWriter json, string name, int[] ids)
    {
        json.WriteStartArray(name);
        foreach (int id in ids)
            json.WriteNumberValue(id);
        json.WriteEndArray();
    }

    public static void WriteTexts(Utf8JsonWriter json, string name, Tokenizer tokenizer, int[] ids)
    {
        json.WriteStartArray(name);
        foreach (int id in ids)
            json.WriteStringValue(tokenizer.TokenText(id));
        json.WriteEndArray();
    }
}

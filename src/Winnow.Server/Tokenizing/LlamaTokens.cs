using System.Text.Json;
using Winnow.Server.Http;
using Winnow.Server.Models;
using Winnow.Tokenization;

namespace Winnow.Server.Tokenizing;

/// <summary>llama.cpp: <c>content</c> in, ids out, without special tokens unless <c>add_special</c> asks for them.</summary>
static class LlamaTokens
{
    public static void Write(Utf8JsonWriter json, JsonFields fields, ServedModel model)
    {
        Tokenizer tokenizer = model.Tokenizer;
        string text = fields.Text("content");
        int[] ids = fields.Switch("add_special", false) ? tokenizer.Encode(text).Ids : tokenizer.Tokenize(text);
        json.WriteStartObject();
        if (fields.Switch("with_pieces", false))
            WritePieces(json, tokenizer, ids);
        else
            TokenLists.WriteIds(json, "tokens", ids);
        json.WriteEndObject();
    }

    static void WritePieces(Utf8JsonWriter json, Tokenizer tokenizer, int[] ids)
    {
        json.WriteStartArray("tokens");
        foreach (int id in ids)
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("piece", tokenizer.TokenText(id));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

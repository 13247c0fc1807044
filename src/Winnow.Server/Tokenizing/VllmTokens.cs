using System.Text.Json;
using Winnow.Server.Http;
using Winnow.Server.Models;
using Winnow.Tokenization;

namespace Winnow.Server.Tokenizing;

/// <summary>vLLM: <c>prompt</c> in, ids with their number and the model's limit out.</summary>
static class VllmTokens
{
    public static void Write(Utf8JsonWriter json, JsonFields fields, ServedModel model)
    {
        Tokenizer tokenizer = model.Tokenizer;
        string text = fields.Text("prompt");
        int[] ids = fields.Switch("add_special_tokens", true) ? tokenizer.Encode(text).Ids : tokenizer.Tokenize(text);
        json.WriteStartObject();
        json.WriteNumber("count", ids.Length);
        json.WriteNumber("max_model_len", model.MaxTokens);
        TokenLists.WriteIds(json, "tokens", ids);
        if (fields.Switch("return_token_strs", false))
            TokenLists.WriteTexts(json, "token_strs", tokenizer, ids);
        else
            json.WriteNull("token_strs");
        json.WriteEndObject();
    }
}

using System.Text.Json;
using Winnow.Server.Http;
using Winnow.Server.Models;
using Winnow.Tokenization;

namespace Winnow.Server.Tokenizing;

/// <summary>text-embeddings-inference: <c>inputs</c> in, a list of tokens for each text out.</summary>
/// <remarks>
/// <c>text</c> is the token as the vocabulary has it, and <c>start</c> and <c>stop</c> are null: the tokenizer does not keep where in the text a token comes from. The original gives
/// the piece of text and its place.
/// </remarks>
static class TeiTokens
{
    public static void Write(Utf8JsonWriter json, JsonFields fields, ServedModel model, int most)
    {
        bool special = fields.Switch("add_special_tokens", true);
        json.WriteStartArray();
        foreach (string text in Texts(fields, most))
            Write(json, model.Tokenizer, text, special);
        json.WriteEndArray();
    }

    static IEnumerable<string> Texts(JsonFields fields, int most)
    {
        JsonElement inputs = fields.Required("inputs");
        if (inputs.ValueKind != JsonValueKind.Array)
            return [fields.Text("inputs")];
        if (inputs.GetArrayLength() == 0)
            throw new ApiException(ApiFault.Empty, "The list 'inputs' must not be empty.", "inputs");
        if (inputs.GetArrayLength() > most)
            throw new ApiException(ApiFault.Invalid, $"There are {inputs.GetArrayLength():N0} texts, and this server takes at most {most:N0} in a request. Send them in several.", "inputs");
        return inputs.EnumerateArray().Select((input, i) => JsonFields.Text(input, $"inputs[{i}]"));
    }

    static void Write(Utf8JsonWriter json, Tokenizer tokenizer, string text, bool special)
    {
        int[] ids = tokenizer.Tokenize(text);
        bool[] specials = special ? tokenizer.SpecialTokens(ids.Length) : new bool[ids.Length];
        if (special)
            ids = tokenizer.Assemble(ids).Ids;
        json.WriteStartArray();
        for (int i = 0; i < ids.Length; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("id", ids[i]);
            json.WriteString("text", tokenizer.TokenText(ids[i]));
            json.WriteBoolean("special", specials[i]);
            json.WriteNull("start");
            json.WriteNull("stop");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

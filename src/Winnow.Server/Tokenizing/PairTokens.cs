using System.Text.Json;
using Winnow.Server.Http;
using Winnow.Server.Models;
using Winnow.Tokenization;

namespace Winnow.Server.Tokenizing;

/// <summary><c>query</c> and <c>document</c> in, ids and types as the model reads them out: what <c>winnow tokenize</c> gives.</summary>
static class PairTokens
{
    public static void Write(Utf8JsonWriter json, JsonFields fields, ServedModel model)
    {
        int limit = fields.Switch("truncate", false) ? model.MaxTokens : int.MaxValue;
        int[] query = model.Layout.TokenizeQuery(fields.Text("query"), limit);
        Encoding pair = model.Layout.Encode(query, fields.Text("document"), limit);
        json.WriteStartObject();
        TokenLists.WriteIds(json, "input_ids", pair.Ids);
        TokenLists.WriteIds(json, "token_type_ids", pair.TypeIds);
        json.WriteEndObject();
    }
}

using System.Text.Json;
using Winnow.Tokenization.Json;
using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Models;

/// <summary>Reads a Unigram model.</summary>
static class UnigramReader
{
    /// <summary>Reads the model.</summary>
    public static UnigramModel Read(JsonSections model, string source)
    {
        bool byteFallback = model.Node("byte_fallback")?.Bool() ?? false;
        var json = ModelReader.RequiredBytes(model, "vocab").Span;
        var reader = new Utf8JsonReader(json);
        _ = reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw model.Error("model.vocab", "is not a list of pieces and scores; take the tokenizer.json that the model was published with");

        var vocabulary = new Vocabulary(json.Length / 32, json.Length / 4);
        var trie = new PieceTrie(json.Length / 12);
        var scores = new List<double>(json.Length / 32);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            int id = scores.Count;
            if (id > VocabularyReader.HighestId || !TryReadPiece(ref reader, vocabulary, out int units, out double score))
                throw model.Error($"model.vocab[{id}]", "is not a piece and its score; take the tokenizer.json that the model was published with");
            scores.Add(score);
            trie.Add(vocabulary.Reserve(units), id);
            if (!vocabulary.TryAddReserved(units, id, out int older))
                vocabulary.SetId(older, id);
        }

        if (reader.TokenType != JsonTokenType.EndArray)
            throw model.Error($"model.vocab[{scores.Count}]", "is not a piece and its score; take the tokenizer.json that the model was published with");
        if (model.Node("unk_id") is not { } unknown)
            throw model.Error("model.unk_id", "is missing, so unknown characters have no token; set it to the position of the unknown piece in `model.vocab`");
        int unknownId = unknown.Number(int.MaxValue);
        if (unknownId >= scores.Count)
            throw unknown.Error($"is {unknownId}, but `model.vocab` has {scores.Count} pieces; set it to the position of the unknown piece");
        return new UnigramModel(vocabulary, trie, [.. scores], unknownId, byteFallback);
    }

    static bool TryReadPiece(ref Utf8JsonReader reader, Vocabulary vocabulary, out int units, out double score)
    {
        units = 0;
        score = 0;
        if (!reader.Read() || reader.TokenType != JsonTokenType.String)
            return false;
        units = VocabularyReader.CopyToken(ref reader, vocabulary);
        return reader.Read() && reader.TokenType == JsonTokenType.Number
            && reader.TryGetDouble(out score) && double.IsFinite(score)
            && reader.Read() && reader.TokenType == JsonTokenType.EndArray;
    }
}

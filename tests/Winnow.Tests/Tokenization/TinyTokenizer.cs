using System.Text.Json;
using Winnow.Tokenization;

namespace Winnow.Tests.Tokenization;

/// <summary>Writes small tokenizer.json files. The vocabularies make every way of splitting visible in the ids.</summary>
sealed record TinyTokenizer
{
    /// <summary>Characters with a token of their own; others are unknown.</summary>
    const string Characters = "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789 .,!?-_'\"()[]<>/\t\n\u2581\u0120\u00E9\u0301\u0130\u0307\u4E2D\u6587\uFF01\u2026\u00BD\u2167";

    public string Model { get; init; } = Bpe();

    public string? Normalizer { get; init; }

    public string? PreTokenizer { get; init; }

    public string? PostProcessor { get; init; }

    public string AddedTokens { get; init; } = "";

    /// <summary>A BPE model without merges in which pieces are told apart: the last character of each carries a suffix.</summary>
    public static string Bpe(string settings = "", IEnumerable<string>? more = null, string merges = "")
    {
        var tokens = new List<string> { "<unk>" };
        foreach (var rune in Characters.EnumerateRunes())
        {
            tokens.Add(rune.ToString());
            tokens.Add(rune + "$");
        }

        tokens.AddRange(more ?? []);
        string options = settings.Length > 0 ? settings : "\"unk_token\":\"<unk>\",\"end_of_word_suffix\":\"$\"";
        return $"{{\"type\":\"BPE\",{options},\"vocab\":{Vocabulary(tokens)},\"merges\":[{merges}]}}";
    }

    /// <summary>A Unigram model.</summary>
    public static string Unigram(string settings, params (string Piece, double Score)[] pieces)
    {
        string vocabulary = string.Join(',', pieces.Select(p => FormattableString.Invariant($"[{Quote(p.Piece)},{p.Score}]")));
        return $"{{\"type\":\"Unigram\",{settings},\"vocab\":[{vocabulary}]}}";
    }

    /// <summary>A WordPiece model.</summary>
    public static string WordPiece(params string[] tokens) =>
        $"{{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"continuing_subword_prefix\":\"##\",\"max_input_chars_per_word\":10,\"vocab\":{Vocabulary(["[UNK]", .. tokens])}}}";

    /// <summary>An added token.</summary>
    public static string Added(int id, string content, bool singleWord = false, bool lstrip = false, bool rstrip = false, bool normalized = false, bool special = false) =>
        $"{{\"id\":{id},\"content\":{Quote(content)},\"single_word\":{Json(singleWord)},\"lstrip\":{Json(lstrip)},\"rstrip\":{Json(rstrip)}," +
        $"\"normalized\":{Json(normalized)},\"special\":{Json(special)}}}";

    /// <summary>Writes the file.</summary>
    public string Write() =>
        $"{{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":[{AddedTokens}],\"normalizer\":{Normalizer ?? "null"}," +
        $"\"pre_tokenizer\":{PreTokenizer ?? "null"},\"post_processor\":{PostProcessor ?? "null"},\"decoder\":null,\"model\":{Model}}}";

    /// <summary>Loads the file.</summary>
    public Tokenizer Load() => Parse(Write());

    /// <summary>Loads text.</summary>
    public static Tokenizer Parse(string json) => Tokenizer.Parse(System.Text.Encoding.UTF8.GetBytes(json), "tiny.json");

    /// <summary>Writes a string as JSON.</summary>
    public static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    static string Json(bool value) => value ? "true" : "false";

    static string Vocabulary(IEnumerable<string> tokens) => $"{{{string.Join(',', tokens.Select((token, id) => $"{Quote(token)}:{id}"))}}}";
}

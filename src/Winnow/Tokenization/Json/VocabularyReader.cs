using System.Text.Json;
using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Json;

/// <summary>Reads <c>model.vocab</c> straight from the bytes; it is nearly all of a tokenizer.json.</summary>
static class VocabularyReader
{
    /// <summary>The highest id that is taken for real. It bounds the memory that a broken file can ask for.</summary>
    public const int HighestId = (1 << 24) - 1;

    // A guess that is right for known files: bytes of a tokenizer.json per token and per character.
    const int BytesPerToken = 16;

    /// <summary>Reads an object of tokens and ids.</summary>
    public static Vocabulary ReadObject(ReadOnlySpan<byte> json, string path, string source)
    {
        var reader = new Utf8JsonReader(json);
        _ = reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new WinnowException($"{source}: `{path}` is not an object of tokens and ids; take the tokenizer.json that the model was published with.");

        var vocabulary = new Vocabulary(json.Length / BytesPerToken, json.Length / 2);
        ulong[] used = new ulong[256];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int units = CopyToken(ref reader, vocabulary);
            _ = reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out int id) || id < 0 || id > HighestId)
                throw Error(vocabulary.Reserve(units), $"has no id from 0 to {HighestId}");
            if (IsUsed(ref used, id))
                throw Error(vocabulary.Reserve(units), $"has the id {id}, which another token has too");
            if (!vocabulary.TryAddReserved(units, id, out _))
                throw Error(vocabulary.Reserve(units), "is there twice");
        }

        return vocabulary;

        WinnowException Error(ReadOnlySpan<char> token, string problem) =>
            new($"{source}: `{path}`: the token \"{ConfigNode.Shorten(token.ToString())}\" {problem}. Take the tokenizer.json that the model was published with.");
    }

    /// <summary>Copies the string at the reader to the room for the next token.</summary>
    /// <returns>The number of UTF-16 units.</returns>
    public static int CopyToken(ref Utf8JsonReader reader, Vocabulary vocabulary) =>
        reader.CopyString(vocabulary.Reserve(reader.ValueSpan.Length));

    static bool IsUsed(ref ulong[] used, int id)
    {
        int word = id >> 6;
        if (word >= used.Length)
            Array.Resize(ref used, Math.Max(word + 1, 2 * used.Length));
        ulong bit = 1ul << (id & 63);
        bool was = (used[word] & bit) != 0;
        used[word] |= bit;
        return was;
    }
}

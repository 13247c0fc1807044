using Winnow.Tokenization.Json;

namespace Winnow.Tokenization.Models;

/// <summary>Reads <c>model</c>, whose `type` may be missing in old files.</summary>
static class ModelReader
{
    /// <summary>Reads the model.</summary>
    public static TokenizerModel Read(ReadOnlyMemory<byte> json, string source)
    {
        if (json.IsEmpty)
            throw new WinnowException($"{source}: there is no `model`; take the tokenizer.json that the model was published with.");
        var model = JsonSections.Read(json, "model", source);
        return TypeOf(model) switch
        {
            "WordPiece" => ReadWordPiece(model, source),
            "BPE" => BpeReader.Read(model, source),
            "Unigram" => UnigramReader.Read(model, source),
            var other => throw model.Error(
                "model.type", $"is \"{ConfigNode.Shorten(other)}\"; WordPiece, BPE and Unigram are supported, so this model cannot be used"),
        };
    }

    static string TypeOf(JsonSections model)
    {
        if (model.Node("type") is { } type)
            return type.String();
        if (!model.Bytes("merges").IsEmpty)
            return "BPE";
        var vocabulary = model.Bytes("vocab").Span;
        return !vocabulary.IsEmpty && vocabulary[0] == (byte)'[' ? "Unigram" : "WordPiece";
    }

    static WordPieceModel ReadWordPiece(JsonSections model, string source)
    {
        string unknown = Required(model, "unk_token").String();
        string prefix = Required(model, "continuing_subword_prefix").String();
        int longest = Required(model, "max_input_chars_per_word").Number(int.MaxValue);
        var vocabulary = VocabularyReader.ReadObject(RequiredBytes(model, "vocab").Span, "model.vocab", source);
        int unknownId = vocabulary.Find(unknown);
        if (unknownId < 0)
            throw model.Error("model.unk_token", $"is \"{ConfigNode.Shorten(unknown)}\", which `model.vocab` does not have; add it or name the right token");
        return new WordPieceModel(vocabulary, unknownId, prefix, longest);
    }

    /// <summary>Gets a member that must be there.</summary>
    public static ConfigNode Required(JsonSections model, string name) => model.Node(name) ?? throw Missing(model, name);

    /// <summary>Gets the bytes of a member that must be there.</summary>
    public static ReadOnlyMemory<byte> RequiredBytes(JsonSections model, string name)
    {
        var bytes = model.Bytes(name);
        return bytes.IsEmpty ? throw Missing(model, name) : bytes;
    }

    static WinnowException Missing(JsonSections model, string name) =>
        model.Error(model.PathOf(name), "is missing; take the tokenizer.json that the model was published with");
}

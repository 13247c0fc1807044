using System.Text.Json;
using Winnow.Tokenization.Json;
using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Models;

/// <summary>Reads a BPE model.</summary>
static class BpeReader
{
    /// <summary>Reads the model.</summary>
    public static BpeModel Read(JsonSections model, string source)
    {
        if (model.Node("dropout") is { } dropout && !dropout.IsZero)
            throw dropout.Error("is not null: it makes tokens random, which is for training; set it to null");

        var vocabulary = VocabularyReader.ReadObject(ModelReader.RequiredBytes(model, "vocab").Span, "model.vocab", source);
        var options = new BpeOptions
        {
            UnknownId = UnknownId(model, vocabulary),
            ContinuingPrefix = model.Node("continuing_subword_prefix")?.String() ?? "",
            EndSuffix = model.Node("end_of_word_suffix")?.String() ?? "",
            FuseUnknown = model.Node("fuse_unk")?.Bool() ?? false,
            ByteFallback = model.Node("byte_fallback")?.Bool() ?? false,
            IgnoreMerges = model.Node("ignore_merges")?.Bool() ?? false,
        };
        return ReadMerges(ModelReader.RequiredBytes(model, "merges").Span, vocabulary, options, source);
    }

    static int UnknownId(JsonSections model, Vocabulary vocabulary)
    {
        if (model.Node("unk_token") is not { } node)
            return -1;
        string unknown = node.String();
        int id = vocabulary.Find(unknown);
        return id >= 0 ? id : throw node.Error($"is \"{ConfigNode.Shorten(unknown)}\", which `model.vocab` does not have; add it or name the right token");
    }

    static BpeModel ReadMerges(ReadOnlySpan<byte> json, Vocabulary vocabulary, BpeOptions options, string source)
    {
        var reader = new Utf8JsonReader(json);
        _ = reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new WinnowException($"{source}: `model.merges` is not a list; take the tokenizer.json that the model was published with.");

        var pairs = new List<(int Left, int Right, int Result)>(json.Length / 16);
        MergeCuts? cuts = new();
        char[] left = new char[256];
        char[] right = new char[256];
        for (int index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            if (!TryReadPair(ref reader, ref left, ref right, out int leftUnits, out int rightUnits))
                throw Error(index, "is neither \"a b\" nor [\"a\", \"b\"]");
            if (leftUnits < 0)
                continue;

            var a = left.AsSpan(0, leftUnits);
            var b = right.AsSpan(0, rightUnits);
            int leftId = vocabulary.Find(a);
            int rightId = vocabulary.Find(b);
            int prefix = options.ContinuingPrefix.Length;
            if (leftId < 0 || rightId < 0)
                throw Error(index, $"names \"{ConfigNode.Shorten((leftId < 0 ? a : b).ToString())}\", which `model.vocab` does not have");
            if (prefix > b.Length)
                throw Error(index, $"has a second part that is shorter than the prefix \"{ConfigNode.Shorten(options.ContinuingPrefix)}\"");
            var tail = b[prefix..];
            int result = vocabulary.Find(Vocabulary.Hash(tail, Vocabulary.Hash(a)), a, tail);
            if (result < 0)
                throw Error(index, $"makes \"{ConfigNode.Shorten(string.Concat(a, tail))}\", which `model.vocab` does not have");

            pairs.Add((leftId, rightId, result));
            cuts?.Note(a, b);

            // A merge of the unknown token joins characters that its own text does not show.
            if (leftId == options.UnknownId || rightId == options.UnknownId)
                cuts = null;
        }

        var merges = new MergeTable(pairs.Count);
        for (int rank = 0; rank < pairs.Count; rank++)
            merges.Add(pairs[rank].Left, pairs[rank].Right, rank, pairs[rank].Result);
        return new BpeModel(vocabulary, merges, cuts, options);

        WinnowException Error(int index, string problem) =>
            new($"{source}: `model.merges[{index}]` {problem}. Take the tokenizer.json that the model was published with.");
    }

    // Old files write a merge as one string with a space, and may begin with a line that only states a version: leftUnits is -1 for it.
    static bool TryReadPair(ref Utf8JsonReader reader, ref char[] left, ref char[] right, out int leftUnits, out int rightUnits)
    {
        (leftUnits, rightUnits) = (-1, -1);
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            return reader.Read() && TryCopy(ref reader, ref left, out leftUnits)
                && reader.Read() && TryCopy(ref reader, ref right, out rightUnits)
                && reader.Read() && reader.TokenType == JsonTokenType.EndArray;
        }

        if (!TryCopy(ref reader, ref left, out int units))
            return false;
        var text = left.AsSpan(0, units);
        if (text.StartsWith("#version", StringComparison.Ordinal))
            return true;
        int space = text.IndexOf(' ');
        if (space < 0 || text[(space + 1)..].Contains(' '))
            return false;
        if (right.Length < units)
            right = new char[units];
        text[(space + 1)..].CopyTo(right);
        (leftUnits, rightUnits) = (space, units - space - 1);
        return true;
    }

    static bool TryCopy(ref Utf8JsonReader reader, ref char[] target, out int units)
    {
        units = -1;
        if (reader.TokenType != JsonTokenType.String)
            return false;
        if (target.Length < reader.ValueSpan.Length)
            target = new char[2 * reader.ValueSpan.Length];
        units = reader.CopyString(target);
        return true;
    }
}

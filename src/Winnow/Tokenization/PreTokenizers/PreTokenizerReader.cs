using System.Text;
using Winnow.Tokenization.Json;
using Winnow.Tokenization.Regexes;

namespace Winnow.Tokenization.PreTokenizers;

/// <summary>Reads <c>pre_tokenizer</c>; nested sequences come out as one list of steps.</summary>
static class PreTokenizerReader
{
    /// <summary>Reads the steps.</summary>
    public static PreTokenizer[] Read(ConfigNode? node)
    {
        var steps = new List<PreTokenizer>();
        if (node is { } first)
            Add(first, steps);
        return [.. steps];
    }

    static void Add(ConfigNode node, List<PreTokenizer> steps)
    {
        string type = node.StepType();
        if (type == "Sequence")
        {
            foreach (var item in node.Required("pretokenizers").Items())
                Add(item, steps);
            return;
        }

        steps.Add(type switch
        {
            "BertPreTokenizer" => new BertPreTokenizer(),
            "ByteLevel" => new ByteLevelPreTokenizer(node.Bool("add_prefix_space"), node.Bool("use_regex", fallback: true)),
            "CharDelimiterSplit" => new CharacterSplit<SingleClass>(
                type, new SingleClass(OneCharacter(node.Required("delimiter")).Value), SplitBehavior.Removed, breaksAtSpaces: false, isLocal: true),
            "Digits" => new CharacterSplit<NumberClass>(
                type,
                default,
                node.Bool("individual_digits") ? SplitBehavior.Isolated : SplitBehavior.Contiguous,
                breaksAtSpaces: false,
                isLocal: true),
            "Metaspace" => ReadMetaspace(node),
            "Punctuation" => new CharacterSplit<PunctuationClass>(
                type, default, Behavior(node.Optional("behavior")), breaksAtSpaces: false, isLocal: true),
            "Split" => ReadSplit(node),
            "Whitespace" => new WhitespacePreTokenizer(),
            "WhitespaceSplit" => new CharacterSplit<WhitespaceClass>(type, default, SplitBehavior.Removed, breaksAtSpaces: true, isLocal: true),
            _ => throw node.Required("type").Error(
                $"is \"{ConfigNode.Shorten(type)}\", a pre-tokenizer that is not supported; the supported ones are BertPreTokenizer, ByteLevel, " +
                "CharDelimiterSplit, Digits, Metaspace, Punctuation, Sequence, Split, Whitespace and WhitespaceSplit"),
        });
    }

    static PreTokenizer ReadSplit(ConfigNode node)
    {
        var pattern = TextPattern.Read(node.Required("pattern"));
        var behavior = Behavior(node.Required("behavior"));
        bool invert = node.Bool("invert");
        return pattern.IsRegex ? new RegexSplit(pattern.Compile(), behavior, invert) : new StringSplit(pattern.Text, behavior, invert);
    }

    static SplitBehavior Behavior(ConfigNode? node)
    {
        if (node is not { } behavior)
            return SplitBehavior.Isolated;
        return behavior.String() switch
        {
            "Removed" => SplitBehavior.Removed,
            "Isolated" => SplitBehavior.Isolated,
            "MergedWithPrevious" => SplitBehavior.MergedWithPrevious,
            "MergedWithNext" => SplitBehavior.MergedWithNext,
            "Contiguous" => SplitBehavior.Contiguous,
            var other => throw behavior.Error(
                $"is \"{ConfigNode.Shorten(other)}\"; it must be Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous"),
        };
    }

    static MetaspacePreTokenizer ReadMetaspace(ConfigNode node)
    {
        string replacement = OneCharacter(node.Required("replacement")).ToString();
        var scheme = node.Optional("prepend_scheme");
        var prepend = scheme?.String() switch
        {
            null or "always" => MetaspacePrepend.Always,
            "first" => MetaspacePrepend.First,
            "never" => MetaspacePrepend.Never,
            var other => throw scheme!.Value.Error($"is \"{ConfigNode.Shorten(other)}\"; it must be always, first or never"),
        };

        // Old files say it with a truth value; false and another scheme contradict each other.
        if (node.Optional("add_prefix_space") is { } legacy && !legacy.Bool())
        {
            if (scheme is not null && prepend != MetaspacePrepend.Never)
                throw legacy.Error("is false and contradicts `prepend_scheme`; remove one of them");
            prepend = MetaspacePrepend.Never;
        }

        return new MetaspacePreTokenizer(replacement, prepend, node.Bool("split", fallback: true));
    }

    static Rune OneCharacter(ConfigNode node)
    {
        string text = node.String();
        return Rune.TryGetRuneAt(text.Length == 0 ? "\uD800" : text, 0, out var rune) && rune.Utf16SequenceLength == text.Length
            ? rune
            : throw node.Error($"is \"{ConfigNode.Shorten(text)}\"; it must be one character");
    }
}

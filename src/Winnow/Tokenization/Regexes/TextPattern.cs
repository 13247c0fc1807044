using Winnow.Tokenization.Json;

namespace Winnow.Tokenization.Regexes;

/// <summary>A `pattern` of tokenizer.json: a string that is taken as it is, or a regular expression.</summary>
readonly struct TextPattern
{
    readonly ConfigNode _node;

    TextPattern(ConfigNode node, bool isRegex)
    {
        _node = node;
        IsRegex = isRegex;
        Text = node.String();
    }

    /// <summary>Gets whether the text is a regular expression.</summary>
    public bool IsRegex { get; }

    /// <summary>Gets the text.</summary>
    public string Text { get; }

    /// <summary>Reads a pattern.</summary>
    public static TextPattern Read(ConfigNode node)
    {
        if (node.Optional("String") is { } text)
            return text.String().Length > 0 ? new TextPattern(text, isRegex: false) : throw text.Error("is empty and would match everywhere; remove this step");
        if (node.Optional("Regex") is { } regex)
            return new TextPattern(regex, isRegex: true);
        throw node.Error("has neither `String` nor `Regex`; it must have one of them");
    }

    /// <summary>Makes the regular expression ready for use.</summary>
    public TextRegex Compile()
    {
        try
        {
            return new TextRegex(Text);
        }
        catch (RegexSyntaxException problem)
        {
            throw _node.Error(
                $"is the regular expression \"{ConfigNode.Shorten(Text)}\", which {problem.Message}; write it with the constructs that Winnow knows, " +
                "or use another tokenizer");
        }
    }
}

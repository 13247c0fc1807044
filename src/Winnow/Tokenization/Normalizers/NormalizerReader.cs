using System.Text;
using Winnow.Tokenization.Json;
using Winnow.Tokenization.Regexes;
using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.Normalizers;

/// <summary>Reads <c>normalizer</c>; nested sequences come out as one list of steps.</summary>
static class NormalizerReader
{
    /// <summary>Reads the steps.</summary>
    public static Normalizer[] Read(ConfigNode? node)
    {
        var steps = new List<Normalizer>();
        if (node is { } first)
            Add(first, steps);
        return [.. steps];
    }

    static void Add(ConfigNode node, List<Normalizer> steps)
    {
        string type = node.StepType();
        if (type == "Sequence")
        {
            foreach (var item in node.Required("normalizers").Items())
                Add(item, steps);
            return;
        }

        steps.Add(type switch
        {
            "BertNormalizer" => ReadBert(node),
            "Lowercase" => new LowercaseNormalizer(),
            "NFC" => Form(node, type, NormalizationForm.FormC),
            "NFD" => Form(node, type, NormalizationForm.FormD),
            "NFKC" => Form(node, type, NormalizationForm.FormKC),
            "NFKD" => Form(node, type, NormalizationForm.FormKD),
            "Nmt" => new NmtNormalizer(),
            "Precompiled" => ReadPrecompiled(node.Required("precompiled_charsmap")),
            "Prepend" => new PrependNormalizer(node.Required("prepend").String()),
            "Replace" => ReadReplace(node),
            "Strip" => new StripNormalizer(node.Bool("strip_left"), node.Bool("strip_right")),
            "StripAccents" => new StripAccentsNormalizer(),
            _ => throw node.Required("type").Error(
                $"is \"{ConfigNode.Shorten(type)}\", a normalizer that is not supported; the supported ones are BertNormalizer, Lowercase, NFC, NFD, " +
                "NFKC, NFKD, Nmt, Precompiled, Prepend, Replace, Sequence, Strip and StripAccents"),
        });
    }

    static BertNormalizer ReadBert(ConfigNode node)
    {
        bool lowercase = node.Bool("lowercase");
        bool stripAccents = node.Bool("strip_accents", fallback: lowercase);
        if (stripAccents)
            RequireForms(node, "takes accents off letters");
        return new BertNormalizer(node.Bool("clean_text"), node.Bool("handle_chinese_chars"), stripAccents, lowercase);
    }

    static UnicodeFormNormalizer Form(ConfigNode node, string name, NormalizationForm form)
    {
        RequireForms(node, $"asks for {name}");
        return new UnicodeFormNormalizer(name, form);
    }

    static void RequireForms(ConfigNode node, string reason)
    {
        if (!NormalizationForms.Available)
        {
            throw node.Error(
                $"{reason}, but this process runs with InvariantGlobalization, in which .NET does not normalise text; set InvariantGlobalization to " +
                "false and install ICU (libicu)");
        }
    }

    static PrecompiledNormalizer ReadPrecompiled(ConfigNode node)
    {
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(node.String());
        }
        catch (FormatException)
        {
            throw node.Error("is not Base64; take the tokenizer.json that the model was published with");
        }

        var map = CharacterMap.TryRead(bytes, out string problem);
        return map is null
            ? throw node.Error($"is not a sound character map: {problem}; take the tokenizer.json that the model was published with")
            : new PrecompiledNormalizer(map);
    }

    static Normalizer ReadReplace(ConfigNode node)
    {
        string content = node.Required("content").String();
        var pattern = TextPattern.Read(node.Required("pattern"));
        if (!pattern.IsRegex)
            return new ReplaceNormalizer(pattern.Text, content);
        return pattern.Text == " {2,}" ? new CollapseSpacesNormalizer(content) : new RegexReplaceNormalizer(pattern.Compile(), content);
    }
}

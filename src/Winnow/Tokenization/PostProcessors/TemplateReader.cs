using Winnow.Tokenization.Json;

namespace Winnow.Tokenization.PostProcessors;

/// <summary>Reads <c>TemplateProcessing</c>.</summary>
static class TemplateReader
{
    // Far above what any model has; it bounds the memory that a broken file can ask for.
    const int HighestTypeId = 255;

    /// <summary>Checks a token's id and returns it.</summary>
    public delegate int IdCheck(ConfigNode at, string token, int id);

    /// <summary>Reads the two templates.</summary>
    public static PostProcessor Read(ConfigNode step, IdCheck check)
    {
        var specials = new Dictionary<string, int[]>(StringComparer.Ordinal);
        foreach (var (name, value) in step.Required("special_tokens").Members())
            specials[name] = ReadIds(value, check);
        return new PostProcessor(
            "TemplateProcessing",
            ReadTemplate(step.Required("single"), specials, sequences: 1),
            ReadTemplate(step.Required("pair"), specials, sequences: 2));
    }

    static int[] ReadIds(ConfigNode special, IdCheck check)
    {
        var ids = special.Required("ids").Items();
        var tokens = special.Required("tokens").Items();
        if (ids.Count != tokens.Count)
            throw special.Error($"has {ids.Count} ids for {tokens.Count} tokens; give one for each");
        int[] result = new int[ids.Count];
        for (int i = 0; i < result.Length; i++)
            result[i] = check(ids[i], tokens[i].String(), ids[i].Number(VocabularyReader.HighestId));
        return result;
    }

    static SequenceTemplate ReadTemplate(ConfigNode node, Dictionary<string, int[]> specials, int sequences)
    {
        var parts = new List<TemplatePart>();
        int[] uses = new int[2];
        foreach (var item in node.Items())
        {
            if (item.Optional("SpecialToken") is { } special)
            {
                var id = special.Required("id");
                string name = id.String();
                if (!specials.TryGetValue(name, out int[]? ids))
                    throw id.Error($"is \"{ConfigNode.Shorten(name)}\", which `special_tokens` does not list; add it there");
                parts.Add(TemplatePart.Special(special.Required("type_id").Number(HighestTypeId), ids));
                continue;
            }

            var text = item.Optional("Sequence") ?? throw item.Error("is neither a `SpecialToken` nor a `Sequence`");
            int sequence = text.Required("id").String() switch
            {
                "A" => 0,
                "B" when sequences == 2 => 1,
                _ => throw text.Required("id").Error(sequences == 2 ? "must be \"A\" or \"B\"" : "must be \"A\" in the template of one text"),
            };
            uses[sequence]++;
            parts.Add(TemplatePart.Text(sequence, text.Required("type_id").Number(HighestTypeId)));
        }

        if (uses[0] != 1 || (sequences == 2 && uses[1] != 1))
            throw node.Error(sequences == 2 ? "must hold the sequences A and B once each" : "must hold the sequence A once");
        return new SequenceTemplate([.. parts]);
    }
}

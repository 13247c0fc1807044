using System.Globalization;
using System.Text;
using Winnow.Training.Data;

namespace Winnow.Training.Distillation;

/// <summary>Writes README.md of a trained folder: what it was made of and how, for whoever finds it alone.</summary>
static class ModelCard
{
    /// <summary>Gives the text, Markdown with the header that Hugging Face reads.</summary>
    public static string Write(
        DistillOptions options, TrainingTexts texts, LabelledLists? labels, LexicalReport? lexical, LateInteractionReport? late, IReadOnlyList<(string Name, double Ndcg)> dev)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(options.Output)), start = Path.GetFileName(Path.TrimEndingDirectorySeparator(options.Start));
        Line($"---\nlanguage: en\nlibrary_name: winnow\npipeline_tag: {(options.Head == HeadKind.None ? "sentence-similarity" : "text-ranking")}\n---\n");
        Line($"# {name}\n");
        Line($"Made by `winnow distill` from {start}{(options.Teacher is { } teacher ? $", with {Path.GetFileName(Path.TrimEndingDirectorySeparator(teacher))} as a second teacher" : "")}.\n");
        Line($"| | |\n| --- | --- |");
        Line($"| layers kept | {options.Keep ?? options.Layers?.ToString(CultureInfo.InvariantCulture) ?? "all"} |");
        if (options.Mix is { } mix)
            Line($"| mixed with | {Path.GetFileName(Path.TrimEndingDirectorySeparator(mix))}, which counts {options.MixShare} |");
        Line($"| head | {Head(options)} |");
        if (lexical is not null)
            Line($"| lexical match | weight {lexical.Weight:G4}, k1 {lexical.Saturation:G4}, b {lexical.LengthWeight:G4}, L {lexical.Length:F1} tokens |");
        if (late is not null)
            Line($"| late interaction | weight {late.Weight:G4} |");
        Line($"| texts | {texts.Queries.Count:N0} queries, {texts.Documents.Count:N0} documents, {texts.Sources.Distinct().Count():N0} sources |");
        foreach ((string field, string value) in labels?.Made.AsEnumerable() ?? [])
            Line($"| labels: {field} | {value.Replace("|", "\\|", StringComparison.Ordinal)} |");
        if (options.StateSteps > 0)
            Line($"| steps on states | {options.StateSteps:N0} of {options.BatchTokens:N0} tokens, rate {options.StateRate} |");
        if (options.Questions.Count > 0)
            Line($"| questions without passages | {string.Join(", ", options.Questions.Select(Path.GetFileName))} |");
        if (options.StateSteps > 0 && options.Splice > 0)
            Line($"| texts with a stretch of another | {options.Splice:P0} of those of a step on states |");
        if (options.Steps > 0)
            Line($"| steps on lists | {options.Steps:N0} of {options.Queries} queries with {options.Candidates} candidates, {options.MaxTokens} tokens, rate {options.LearningRate}, loss `{options.Loss}` |");
        if (options.Steps > 0 && options.Sources.Count > 0)
            Line($"| sources of lists | {string.Join(", ", options.Sources)} |");
        if (options.Steps > 0 && options.FrozenLayers > 0)
            Line($"| layers that stayed | the lowest {options.FrozenLayers}, with the embeddings |");
        Line($"| precision, device, seed | {(options.BFloat16 ? "bfloat16" : "float32")}, {options.Device}, {options.Seed} |");
        foreach ((string set, double ndcg) in dev)
            Line($"| nDCG@10, {set} | {ndcg:F4} |");
        return text.ToString();
    }

    static string Head(DistillOptions options) => options.Head switch
    {
        HeadKind.None => "none",
        HeadKind.FirstToken => "first token: pooler and classifier",
        _ => "interaction",
    };
}

using System.Globalization;
using Winnow.Kernels.Elementwise;
using Winnow.Kernels.MatMul;
using Winnow.Tokenization;
using Winnow.Weights;

namespace Winnow.Models;

/// <summary>Gathers what a folder is and everything that keeps it from loading.</summary>
static class ModelInspection
{
    /// <summary>Loads a folder part by part and describes it.</summary>
    /// <exception cref="WinnowException">There is no such folder.</exception>
    public static ModelInfo Inspect(string model)
    {
        string folder = ModelFolder.Find(model);
        List<string> problems = [];
        ModelInfo info = Empty(folder);
        try
        {
            using ModelParts parts = ModelParts.Open(folder, MatMulKernels.Best);
            info = Examine(parts, problems);
        }
        catch (WinnowException error)
        {
            problems.Add(error.Message);
        }

        return info with { Problems = problems };
    }

    /// <summary>Describes a folder whose parts are known.</summary>
    public static ModelInfo Describe(ModelParts parts, string tokenizer) => Empty(parts.Folder) with
    {
        Architecture = parts.Family.Name,
        Purpose = parts.IsReranker ? "reranker" : "embedder",
        ParameterCount = parts.Source.Weights.ParameterCount,
        MaxTokens = parts.MaxTokens,
        Details =
        [
            new("layers", Number(parts.Source.LayerCount)),
            new("hidden size", Number(parts.Source.HiddenSize)),
            new("attention heads", Number(parts.Source.Heads)),
            new("intermediate size", Number(parts.Source.IntermediateSize)),
            .. Interaction(parts),
            new("vocabulary", Number(parts.Source.VocabularySize)),
            new("stored weights", StoredWeights(parts.Source.Weights)),
            new("tokenizer", tokenizer),
            new("longest input", parts.TokenLimit is { } limit ? $"{Number(limit)} tokens" : "no limit of the architecture"),
            parts.IsReranker ? new("score", parts.ScoreActivation == Activation.Sigmoid ? "sigmoid of the logit" : "the logit") : new("prompts", Prompts(parts)),
        ],
    };

    static ModelInfo Empty(string folder) => new()
    {
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)),
        Folder = folder,
        Architecture = null,
        Purpose = null,
        Details = [],
        ParameterCount = 0,
        MaxTokens = 0,
        Problems = [],
    };

    // Loads part by part, so that every problem is found and not only the first.
    static ModelInfo Examine(ModelParts parts, List<string> problems)
    {
        string tokenizer = "not readable";
        Try(() =>
        {
            Tokenizer read = ModelParts.ReadTokenizer(parts.Folder);
            parts.CheckTokenizer(read);
            tokenizer = read.Description;
            Try(() => parts.LoadLexicalMatch(read));
            Try(() => parts.LoadLateInteraction(read));
        });
        Try(() => parts.Family.LoadEncoder(parts.Source));
        Try(() => parts.LoadHead());
        ModelInfo info = Empty(parts.Folder) with { Architecture = parts.Family.Name, ParameterCount = parts.Source.Weights.ParameterCount };
        Try(() => info = Describe(parts, tokenizer));
        return info;

        void Try(Action load)
        {
            try
            {
                load();
            }
            catch (WinnowException error)
            {
                if (!problems.Contains(error.Message))
                    problems.Add(error.Message);
            }
        }
    }

    // The number of elements of each stored type, the most frequent first.
    static string StoredWeights(ModelWeights weights)
    {
        Dictionary<TensorType, long> counts = [];
        foreach (TensorInfo tensor in weights.Tensors.Values)
            counts[tensor.Type] = counts.GetValueOrDefault(tensor.Type) + tensor.ElementCount;
        return string.Join(", ", counts.OrderByDescending(count => count.Value).Select(count => $"{Number(count.Value)} x {count.Key.Name()}"));
    }

    static IEnumerable<KeyValuePair<string, string>> Interaction(ModelParts parts) => parts.Interaction is not { } interaction
        ? []
        :
        [
            new("head", $"interaction head, {Number(interaction.OpenLayers)} of {Number(parts.Source.LayerCount)} layers"),
            .. Lexical(parts),
            .. LateInteraction(parts),
            new("prompts", $"query \"{interaction.QueryPrompt}\", document \"{interaction.DocumentPrompt}\""),
        ];

    static IEnumerable<KeyValuePair<string, string>> Lexical(ModelParts parts) => parts.Lexical is not { } lexical
        ? []
        : [new("lexical match", string.Create(CultureInfo.InvariantCulture, $"saturation {lexical.Saturation:G4}, length weight {lexical.LengthWeight:G4}, length {lexical.Length:G4}"))];

    static IEnumerable<KeyValuePair<string, string>> LateInteraction(ModelParts parts) => !parts.HasLateInteraction
        ? []
        : [new("late interaction", string.Create(CultureInfo.InvariantCulture, $"weight {parts.Source.Vector(Models.Interaction.LateInteraction.WeightTensor, 1)[0]:G4}"))];

    static string Prompts(ModelParts parts) =>
        parts.Prompts.Count == 0 ? "none" : string.Join(", ", parts.Prompts.Select(prompt => $"{prompt.Key} \"{prompt.Value}\""));

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

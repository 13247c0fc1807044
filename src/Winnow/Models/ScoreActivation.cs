using Winnow.Kernels.Elementwise;
using Winnow.Models.Configuration;

namespace Winnow.Models;

/// <summary>The function that turns a reranker's logit into its score.</summary>
/// <remarks>
/// Looked for where sentence-transformers looks: <c>sentence_transformers.activation_fn</c> and <c>sbert_ce_default_activation_function</c> in config.json, then
/// <c>activation_fn</c> in config_sentence_transformers.json; without any of them a model with one output has the sigmoid.
/// </remarks>
static class ScoreActivation
{
    /// <summary>Finds the function of a folder: <see cref="Activation.Sigmoid"/> or <see cref="Activation.Identity"/>.</summary>
    /// <exception cref="WinnowException">The folder names another function.</exception>
    public static Activation Find(JsonSettings config, JsonSettings? sentenceTransformers)
    {
        JsonSettings? section = config.Section("sentence_transformers");
        if (section is not null && section.Has("activation_fn"))
            return Parse(section, "activation_fn");
        if (config.Has("sbert_ce_default_activation_function"))
            return Parse(config, "sbert_ce_default_activation_function");
        if (sentenceTransformers is not null && sentenceTransformers.Has("activation_fn"))
            return Parse(sentenceTransformers, "activation_fn");
        return Activation.Sigmoid;
    }

    /// <summary>Applies the function to one logit, in double precision so that large logits do not all round to 1 before they must.</summary>
    public static float Apply(Activation activation, float logit) =>
        activation == Activation.Sigmoid ? (float)(1 / (1 + Math.Exp(-(double)logit))) : logit;

    static Activation Parse(JsonSettings settings, string field)
    {
        string name = settings.Text(field);
        return ActivationNames.Parse(name) is { } activation and (Activation.Sigmoid or Activation.Identity)
            ? activation
            : throw settings.Unsupported(field, $"\"{name}\" is not supported as the activation of a score. Supported: …Sigmoid, …Identity.");
    }
}

using Winnow.Models.Configuration;
using Winnow.Weights;

namespace Winnow.Models.Interaction;

/// <summary>What a folder with an interaction head says in config.json (docs/interaction.md).</summary>
/// <param name="OpenLayers">The number of layers, the last ones, in which query and document see each other.</param>
/// <param name="QueryPrompt">What is put before a query.</param>
/// <param name="DocumentPrompt">What is put before a document.</param>
sealed record InteractionSettings(int OpenLayers, string QueryPrompt, string DocumentPrompt)
{
    /// <summary>The field whose presence makes a folder one of this kind.</summary>
    public const string Field = "interaction_layers";

    /// <summary>The tensor of what is added to the scores between query and document, [open layers, heads].</summary>
    public const string Gate = "interaction.gate";

    const string Architecture = "WinnowInteractionReranker";

    /// <summary>Reads the settings from config.json alone.</summary>
    /// <returns>The settings, or null where it has none.</returns>
    /// <exception cref="WinnowException">A field is malformed.</exception>
    public static InteractionSettings? Read(JsonSettings config) => !config.Has(Field)
        ? null
        : new InteractionSettings(
            config.Int(Field, 0, config.Int("num_hidden_layers", 1, 1024)), config.Text("query_prompt", ""), config.Text("document_prompt", ""));

    /// <summary>Reads the settings of a folder and compares them with its tensors.</summary>
    /// <returns>The settings, or null where the folder has no interaction head.</returns>
    /// <exception cref="WinnowException">A field is malformed, or the configuration and the tensors contradict each other.</exception>
    public static InteractionSettings? Find(ModelSource source)
    {
        bool hasGate = source.Weights.Contains(Gate);
        if (Read(source.Config) is not { } settings)
        {
            if (hasGate)
            {
                throw source.Config.Unsupported(
                    Field,
                    $"it is missing, though the weights have the tensor {ErrorText.Quote(Gate)} of an interaction head. Add the number of layers in which query and document see each other.");
            }

            if (source.Config.Texts("architectures")?.Contains(Architecture) == true)
            {
                throw source.Config.Unsupported(
                    "architectures", $"{Architecture} needs the field \"{Field}\" and the tensor {ErrorText.Quote(Gate)}, and there is neither. The folder is not complete.");
            }

            return null;
        }

        // Without open layers there is nothing to store, and some writers leave empty tensors out.
        if (!hasGate && settings.OpenLayers > 0)
        {
            throw source.Config.Unsupported(
                Field, $"it says {settings.OpenLayers}, but the weights have no tensor {ErrorText.Quote(Gate)}. Check that config.json describes these weights.");
        }

        if (source.Weights.Contains("classifier.weight"))
        {
            throw source.Config.Unsupported(
                Field,
                "the weights have a classifier beside the interaction head, and a reranker has one head. Remove the field with the tensors interaction.*, or the tensors of the classifier.");
        }

        return settings;
    }
}

using Winnow.Models.Configuration;
using Winnow.Weights;

namespace Winnow.Models.Interaction;

/// <summary>What a folder whose interaction head has a lexical match says of it in config.json (docs/interaction.md).</summary>
/// <param name="Saturation">k1 of BM25, above 0: the larger, the more does a token count that stands often in a document.</param>
/// <param name="LengthWeight">b of BM25, from 0 to 1: how much a long document is held to have a token by chance.</param>
/// <param name="Length">L, above 0: the tokens of a document of usual length.</param>
sealed record LexicalSettings(double Saturation, double LengthWeight, double Length)
{
    /// <summary>The field of <see cref="Saturation"/>.</summary>
    public const string SaturationField = "lexical_saturation";

    /// <summary>The field of <see cref="LengthWeight"/>.</summary>
    public const string LengthWeightField = "lexical_length_weight";

    /// <summary>The field of <see cref="Length"/>.</summary>
    public const string LengthField = "lexical_length";

    static readonly string[] Fields = [SaturationField, LengthWeightField, LengthField];

    /// <summary>Reads the settings from config.json alone.</summary>
    /// <returns>The settings, or null where it has none of them.</returns>
    /// <exception cref="WinnowException">A field is missing beside the others, malformed or out of range.</exception>
    public static LexicalSettings? Read(JsonSettings config)
    {
        if (!Fields.Any(config.Has))
            return null;
        if (Fields.FirstOrDefault(field => !config.Has(field)) is { } missing)
            throw config.Unsupported(missing, $"it is missing, and a lexical match needs all three of {string.Join(", ", Fields)}. Add it, or remove the others with the tensors lexical.*.");
        var settings = new LexicalSettings(config.Number(SaturationField), config.Number(LengthWeightField), config.Number(LengthField));
        if (settings.Saturation <= 0)
            throw config.Unsupported(SaturationField, $"it must be above 0, but is {settings.Saturation}.");
        if (settings.LengthWeight is < 0 or > 1)
            throw config.Unsupported(LengthWeightField, $"it must be from 0 to 1, but is {settings.LengthWeight}.");
        return settings.Length > 0 ? settings : throw config.Unsupported(LengthField, $"it must be above 0, but is {settings.Length}.");
    }

    /// <summary>Reads the settings of a folder and compares them with its tensors.</summary>
    /// <returns>The settings, or null where the folder has no lexical match.</returns>
    /// <exception cref="WinnowException">As <see cref="Read"/>; or the fields and the tensors contradict each other, or there is no interaction head to which they could belong.</exception>
    public static LexicalSettings? Find(ModelSource source)
    {
        LexicalSettings? settings = Read(source.Config);
        foreach (string tensor in (ReadOnlySpan<string>)[LexicalMatch.WeightTensor, LexicalMatch.TermWeightsTensor])
        {
            bool stored = source.Weights.Contains(tensor);
            if (stored && settings is null)
            {
                throw source.Config.Unsupported(
                    SaturationField,
                    $"it is missing, though the weights have the tensor {ErrorText.Quote(tensor)} of a lexical match. Add {string.Join(", ", Fields)} as the model was trained with them.");
            }

            if (!stored && settings is not null)
            {
                throw source.Config.Unsupported(
                    SaturationField, $"the weights have no tensor {ErrorText.Quote(tensor)}, which a lexical match needs. Check that config.json describes these weights.");
            }
        }

        if (settings is not null && !source.Config.Has(InteractionSettings.Field))
        {
            throw source.Config.Unsupported(
                SaturationField,
                $"a lexical match is a part of the interaction head, and the field \"{InteractionSettings.Field}\" is missing. Add that field, or remove the fields lexical_* with the tensors lexical.*.");
        }

        return settings;
    }
}

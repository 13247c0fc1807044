using Winnow.Models.Heads;

namespace Winnow.Models.Families;

/// <summary>An architecture: how to recognise its folders and how to load them.</summary>
abstract class ModelFamily
{
    /// <summary>Gets all families. The first that recognises a folder loads it.</summary>
    public static IReadOnlyList<ModelFamily> All { get; } = [new DebertaV2(), new XlmRoberta(), new ModernBert(), new JinaBert(), new Bert()];

    /// <summary>Gets the architecture's name.</summary>
    public abstract string Name { get; }

    /// <summary>Says whether a folder is of this family, by its configuration and by the names of its tensors.</summary>
    public abstract bool Recognises(ModelSource source);

    /// <summary>Loads the layers.</summary>
    /// <exception cref="WinnowException">The configuration or a tensor is missing, malformed or not supported.</exception>
    public abstract Encoder LoadEncoder(ModelSource source);

    /// <summary>Says whether the folder has a classification head.</summary>
    public virtual bool HasClassifier(ModelSource source) => source.Weights.Contains("classifier.weight");

    /// <summary>Says whether the classification head reads the first token's vector alone.</summary>
    public virtual bool ClassifiesFirstToken(ModelSource source) => true;

    /// <summary>Loads the classification head.</summary>
    /// <exception cref="WinnowException">A tensor is missing or malformed, or the head gives more than one number.</exception>
    public abstract Head LoadClassifier(ModelSource source);

    /// <summary>Gets the largest number of tokens that the model can read at all, or null where there is no such limit.</summary>
    public virtual int? TokenLimit(ModelSource source) => null;

    /// <summary>Finds the family of a folder.</summary>
    /// <exception cref="WinnowException">It is of none.</exception>
    public static ModelFamily Find(ModelSource source)
    {
        if (source.Config.Flag("is_decoder", false))
            throw source.Config.Unsupported("is_decoder", "models that see only what stands before a token are not supported.");
        foreach (ModelFamily family in All)
        {
            if (family.Recognises(source))
                return family;
        }

        string type = source.Config.Text("model_type", "");
        throw new WinnowException(
            $"{source.Weights.Folder}: the architecture of this model is not supported (model_type \"{type}\" in config.json, with its tensor names). "
            + $"Supported: {string.Join(", ", All.Select(family => family.Name))}.");
    }
}

using TorchSharp.Modules;

namespace Winnow.Training.Optimization;

/// <summary>Sorts the parameters of a model for its optimizer.</summary>
public static class ParameterGroups
{
    /// <summary>Two groups for AdamW: matrices and embeddings, which decay, and biases and the weights of norms, which do not.</summary>
    /// <remarks>
    /// A bias or a norm is what has at most one dimension: pulled to 0 they would move what a layer gives without making it simpler. Frozen parameters are left out, and so is a group
    /// without parameters. Learning rate, betas and ε are those of the optimizer.
    /// </remarks>
    /// <param name="parameters">The parameters of a model.</param>
    /// <param name="weightDecay">The decay of the first group, 0 or more; 0.01 is usual for encoders.</param>
    /// <exception cref="ArgumentOutOfRangeException">The decay is not a number of at least 0.</exception>
    public static IReadOnlyList<AdamW.ParamGroup> ForAdamW(IEnumerable<Parameter> parameters, double weightDecay)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (!double.IsFinite(weightDecay) || weightDecay < 0)
            throw new ArgumentOutOfRangeException(nameof(weightDecay), weightDecay, "The weight decay must be a number of at least 0.");
        ILookup<bool, Parameter> byDecay = parameters.Where(parameter => parameter.requires_grad).ToLookup(parameter => parameter.dim() > 1);
        return [.. byDecay.OrderByDescending(group => group.Key).Select(group => new AdamW.ParamGroup([.. group], new AdamW.Options { weight_decay = group.Key ? weightDecay : 0 }))];
    }
}

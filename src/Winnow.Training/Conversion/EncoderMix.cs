using System.Globalization;
using Winnow.Models;
using Winnow.Training.Modules;
using static TorchSharp.torch;

namespace Winnow.Training.Conversion;

/// <summary>Takes the mean of two encoders of one shape, parameter by parameter.</summary>
/// <remarks>
/// <para><c>p = (1 - share) p + share q</c>. Where one was trained out of the other, the mean often ranks better than both: it keeps what the first knew of texts that the training did not have.</para>
/// <para>Wortsman et al., "Robust fine-tuning of zero-shot models", 2022.</para>
/// </remarks>
static class EncoderMix
{
    /// <summary>Says whether a share makes sense.</summary>
    /// <exception cref="WinnowException">It is not above 0 and at most 1.</exception>
    public static void Check(double share)
    {
        if (share is not (> 0 and <= 1))
            throw new WinnowException(string.Create(CultureInfo.InvariantCulture, $"--mix-share says how much the other model counts, above 0 and at most 1, not {share}."));
    }

    /// <summary>Changes an encoder.</summary>
    /// <param name="encoder">One of the two, which becomes the mean.</param>
    /// <param name="folder">The folder of the other; its head, if it has one, is not looked at.</param>
    /// <param name="share">What the other counts.</param>
    /// <exception cref="WinnowException">The folder is missing or its encoder has another shape.</exception>
    public static void Apply(TrainableEncoder encoder, string folder, double share)
    {
        folder = ModelFolder.Find(folder);
        TrainableEncoder other = TrainableReranker.OpenEncoder(folder, encoder.Parameters.Device, encoder.Parameters.Compute);
        using ParameterSet parameters = other.Parameters;
        foreach ((string name, int[] shape) in TrainableEncoder.Names(encoder.Shape))
        {
            if (!parameters.Contains(name) || !parameters[name].shape.AsSpan().SequenceEqual(encoder.Parameters[name].shape))
            {
                throw new WinnowException(
                    $"{folder}: it cannot be mixed with the student, which has {encoder.Shape.Layers} layers of {encoder.Shape.HiddenSize}: {name} is missing or not [{string.Join(", ", shape)}]. "
                    + "Name a model that was trained out of the same start.");
            }
        }

        if (other.Shape.Layers != encoder.Shape.Layers)
            throw new WinnowException($"{folder}: it has {other.Shape.Layers} layers and the student {encoder.Shape.Layers}, so they cannot be mixed. Name a model that was trained out of the same start.");
        using var still = no_grad();
        foreach ((string name, _) in TrainableEncoder.Names(encoder.Shape))
            encoder.Parameters[name].lerp_(parameters[name], share);
        encoder.Parameters.Forget();
    }
}

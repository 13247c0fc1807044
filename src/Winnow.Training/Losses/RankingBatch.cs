using static TorchSharp.torch;

namespace Winnow.Training.Losses;

/// <summary>The scores of a batch of candidate lists, and what they are to be compared with.</summary>
/// <remarks>
/// All four are float32 of the shape [queries, candidates] and lie on one device. Lists shorter than the longest are padded anywhere; what the others hold at padding is ignored,
/// NaN included. The batch does not own its tensors.
/// </remarks>
/// <param name="Scores">The student's logits, with their gradient.</param>
/// <param name="Teacher">The teacher's scores on any scale; zeros where there is no teacher and no loss that asks for one.</param>
/// <param name="Relevance">The grades: 0 and less is not relevant.</param>
/// <param name="Mask">1 for a candidate, 0 for padding.</param>
public sealed record RankingBatch(Tensor Scores, Tensor Teacher, Tensor Relevance, Tensor Mask)
{
    /// <summary>Gets where candidates are: a bool tensor [queries, candidates].</summary>
    internal Tensor Valid { get; init; } = Mask;

    /// <summary>Gets where relevant candidates are: a bool tensor [queries, candidates].</summary>
    internal Tensor Positive => Relevance.gt(0).logical_and(Valid);

    /// <summary>The batch with zeros at padding, so that nothing from there reaches a value or a gradient.</summary>
    /// <exception cref="ArgumentException">The tensors are not float32, not of one shape with two dimensions, or not on one device.</exception>
    internal RankingBatch Clean()
    {
        Check(Scores, nameof(Scores));
        Check(Teacher, nameof(Teacher));
        Check(Relevance, nameof(Relevance));
        Check(Mask, nameof(Mask));
        Tensor valid = Mask.gt(0);
        Tensor zero = zeros_like(Mask);
        return new(where(valid, Scores, zero), where(valid, Teacher, zero), where(valid, Relevance, zero), Mask) { Valid = valid };
    }

    void Check(Tensor tensor, string name)
    {
        if (tensor.dtype != ScalarType.Float32)
            throw new ArgumentException($"{name} is {tensor.dtype}; losses are computed in Float32.", name);
        if (tensor.dim() != 2 || !tensor.shape.AsSpan().SequenceEqual(Scores.shape))
            throw new ArgumentException($"{name} has the shape [{string.Join(", ", tensor.shape)}] and Scores [{string.Join(", ", Scores.shape)}]; both must be [queries, candidates].", name);
        if (tensor.device_type != Scores.device_type || tensor.device_index != Scores.device_index)
            throw new ArgumentException($"{name} is on {tensor.device} and Scores on {Scores.device}; they must be on one device.", name);
    }
}

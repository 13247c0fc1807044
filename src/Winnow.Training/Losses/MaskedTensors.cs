using static TorchSharp.torch;

namespace Winnow.Training.Losses;

/// <summary>Means, softmax and pairs of lists with padding, finite in value and gradient whatever is masked.</summary>
static class MaskedTensors
{
    // Not -∞: a list without any candidate would be NaN. exp of it is 0 beside any score.
    const float Lowest = -1e30f;

    /// <summary>Σ terms where kept / the number of kept, 0 where none is.</summary>
    public static Tensor MeanWhere(this Tensor terms, Tensor keep) => where(keep, terms, zeros_like(terms)).sum() / keep.sum().clamp(min: 1);

    /// <summary>log softmax over the candidates; of no meaning at padding, but finite.</summary>
    public static Tensor LogSoftmaxWhere(this Tensor scores, Tensor keep) => nn.functional.log_softmax(scores.masked_fill(keep.logical_not(), Lowest), -1);

    /// <summary>log Σ exp over the kept of each list, as a column; -1e30 where none is.</summary>
    public static Tensor LogSumExpWhere(this Tensor scores, Tensor keep) => scores.masked_fill(keep.logical_not(), Lowest).logsumexp(-1, keepdim: true);

    /// <summary>xᵢ − xⱼ: [queries, i, j].</summary>
    public static Tensor Differences(this Tensor values) => values.unsqueeze(2) - values.unsqueeze(1);

    /// <summary>Where i and j are both candidates: a bool tensor [queries, i, j].</summary>
    public static Tensor Pairs(this Tensor valid) => valid.unsqueeze(2).logical_and(valid.unsqueeze(1));
}

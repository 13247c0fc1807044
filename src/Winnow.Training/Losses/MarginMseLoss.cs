using static TorchSharp.torch;

namespace Winnow.Training.Losses;

/// <summary>Regression on the teacher's margins: ((sᵢ − sⱼ) − (tᵢ − tⱼ))², the mean over pairs of candidates with different grades, in lists without such a pair over all pairs.</summary>
/// <remarks>
/// <para>Data: the teacher's logits for candidates of each query, and grades where there are any: with grades, relevant candidates are compared with the others and not among themselves.</para>
/// <para>When: the teacher's scores are good within a query and drift between queries, or the student starts from scores on another offset: adding a number to all scores of a list changes
/// nothing.</para>
/// <para>Source: Hofstätter, Althammer, Schröder, Sertkan and Hanbury, Improving efficient neural ranking models with cross-architecture knowledge distillation, arXiv:2010.02666, 2020;
/// <c>MarginMSELoss</c> of sentence-transformers' cross-encoders.</para>
/// </remarks>
public sealed class MarginMseLoss : RankingLoss
{
    /// <inheritdoc/>
    public override string Name => "marginmse";

    /// <inheritdoc/>
    protected internal override Tensor ComputeClean(RankingBatch batch)
    {
        // Each pair is here twice, once from either side, which leaves the mean as it is.
        Tensor candidates = batch.Valid.Pairs();
        Tensor graded = batch.Relevance.clamp(min: 0).Differences().ne(0).logical_and(candidates);
        Tensor itself = eye(batch.Scores.shape[1], dtype: ScalarType.Bool, device: batch.Scores.device).unsqueeze(0);
        Tensor keep = where(graded.any(-1, keepdim: true).any(1, keepdim: true), graded, candidates.logical_and(itself.logical_not()));
        return (batch.Scores - batch.Teacher).Differences().square().MeanWhere(keep);
    }
}

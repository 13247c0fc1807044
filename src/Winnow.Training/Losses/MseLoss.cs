using static TorchSharp.torch;

namespace Winnow.Training.Losses;

/// <summary>Pointwise regression on the teacher's scores: (sᵢ − tᵢ)², the mean over candidates.</summary>
/// <remarks>
/// <para>Data: the teacher's logits (not their sigmoid, which flattens what lies far from 0), for many candidates of each query. No judgements.</para>
/// <para>When: the teacher's scores are on one scale over all queries and the student is to have that scale too, so that a score means something by itself.</para>
/// <para>Source: Bucilă, Caruana and Niculescu-Mizil, Model compression, KDD 2006, on logits as in Ba and Caruana, Do deep nets really need to be deep?, NIPS 2014; <c>MSELoss</c> of
/// sentence-transformers' cross-encoders.</para>
/// </remarks>
public sealed class MseLoss : RankingLoss
{
    /// <inheritdoc/>
    public override string Name => "mse";

    /// <inheritdoc/>
    protected internal override Tensor ComputeClean(RankingBatch batch) => (batch.Scores - batch.Teacher).square().MeanWhere(batch.Valid);
}

using static TorchSharp.torch;

namespace Winnow.Training.Losses;

/// <summary>Binary cross-entropy of each candidate: −w · log σ(sᵢ) where it is relevant, −log(1 − σ(sᵢ)) where it is not; the mean over candidates.</summary>
/// <remarks>
/// <para>Data: judgements. No teacher. Grades above 0 count the same.</para>
/// <para>When: the sigmoid of a score is to be the probability that a candidate is relevant. With few, hard candidates for each query, losses that compare them rank better.</para>
/// <para>Source: Nogueira and Cho, Passage re-ranking with BERT, arXiv:1901.04085, 2019; <c>BinaryCrossEntropyLoss</c> of sentence-transformers, with its <c>pos_weight</c>.</para>
/// </remarks>
public sealed class BceLoss : RankingLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="positiveWeight">w, how much more a relevant candidate counts, above 0: usually the number of others for each. The default is 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">w is not a number above 0.</exception>
    public BceLoss(double positiveWeight = 1) => PositiveWeight = Positive.Check(positiveWeight);

    /// <summary>Gets w, how much more a relevant candidate counts.</summary>
    /// <value>The default is 1.</value>
    public double PositiveWeight { get; }

    /// <inheritdoc/>
    public override string Name => LossName.Of("bce", ("positiveweight", PositiveWeight, 1.0));

    /// <inheritdoc/>
    protected internal override Tensor ComputeClean(RankingBatch batch)
    {
        Tensor relevant = nn.functional.logsigmoid(batch.Scores) * -PositiveWeight;
        Tensor others = nn.functional.logsigmoid(batch.Scores.neg()).neg();
        return where(batch.Positive, relevant, others).MeanWhere(batch.Valid);
    }
}

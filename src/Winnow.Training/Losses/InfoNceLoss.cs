using static TorchSharp.torch;

namespace Winnow.Training.Losses;

/// <summary>Cross-entropy of each relevant candidate against those of its list that are not: −log(exp(sᵢ/T) / (exp(sᵢ/T) + Σⱼ exp(sⱼ/T))), the mean over relevant candidates.</summary>
/// <remarks>
/// <para>Data: judgements, with one or more candidates that are not relevant for each relevant one: mined, hard ones. Other relevant candidates are left out of the sum. No teacher.</para>
/// <para>When: there are labels and no teacher; or beside a teacher, to hold the student to the labels.</para>
/// <para>Source: van den Oord, Li and Vinyals, Representation learning with contrastive predictive coding, arXiv:1807.03748, 2018; for cross-encoders, as "localized contrastive
/// estimation", Gao, Dai and Callan, Rethink training of BERT rerankers in multi-stage retrieval pipeline, ECIR 2021.</para>
/// </remarks>
public sealed class InfoNceLoss : RankingLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="temperature">T, what scores are divided by, above 0. The default is 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">T is not a number above 0.</exception>
    public InfoNceLoss(double temperature = 1) => Temperature = Positive.Check(temperature);

    /// <summary>Gets T, what scores are divided by.</summary>
    /// <value>The default is 1.</value>
    public double Temperature { get; }

    /// <inheritdoc/>
    public override string Name => LossName.Of("infonce", ("temperature", Temperature, 1.0));

    /// <inheritdoc/>
    protected internal override Tensor ComputeClean(RankingBatch batch)
    {
        Tensor positive = batch.Positive;
        Tensor scores = batch.Scores / Temperature;
        Tensor others = scores.LogSumExpWhere(batch.Valid.logical_and(positive.logical_not()));
        return nn.functional.logsigmoid(scores - others).neg().MeanWhere(positive);
    }
}

using static TorchSharp.torch;

namespace Winnow.Training.Losses;

/// <summary>Pairwise logistic loss on the teacher's order: ln(1 + exp(−σ(sᵢ − sⱼ))), the mean over pairs of candidates with tᵢ &gt; tⱼ.</summary>
/// <remarks>
/// <para>Data: the teacher's order of each list; the distances of its scores do not matter, so ranks of a language model (best highest) do. Equal scores are no pair.</para>
/// <para>When: the teacher gives orders, or scores on a scale that cannot be trusted.</para>
/// <para>Source: Burges et al., Learning to rank using gradient descent, ICML 2005; for distillation Schlatt et al., Rank-DistiLLM, ECIR 2025. <c>RankNetLoss</c> of
/// sentence-transformers takes the logarithm to base 2 and is larger by the factor 1 / ln 2.</para>
/// </remarks>
public sealed class RankNetLoss : RankingLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="sigma">σ, the steepness, above 0. The default is 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">σ is not a number above 0.</exception>
    public RankNetLoss(double sigma = 1) => Sigma = Positive.Check(sigma);

    /// <summary>Gets σ, the steepness.</summary>
    /// <value>The default is 1.</value>
    public double Sigma { get; }

    /// <inheritdoc/>
    public override string Name => LossName.Of("ranknet", ("sigma", Sigma, 1.0));

    /// <inheritdoc/>
    protected internal override Tensor ComputeClean(RankingBatch batch)
    {
        Tensor keep = batch.Teacher.Differences().gt(0).logical_and(batch.Valid.Pairs());
        return nn.functional.logsigmoid(batch.Scores.Differences() * Sigma).neg().MeanWhere(keep);
    }
}

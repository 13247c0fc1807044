using static TorchSharp.torch;

namespace Winnow.Training.Losses;

/// <summary>NDCGLoss2++: wᵢⱼ · log₂(1 + exp(−σ(sᵢ − sⱼ))), the mean over pairs of candidates whose grades are gᵢ &gt; gⱼ.</summary>
/// <remarks>
/// <para>With i and j the ranks by score, Gᵢ = (2^gᵢ − 1) / (the best DCG of the list) and D(r) = log₂(1 + r):
/// wᵢⱼ = |Gᵢ − Gⱼ| · (μ · |1/D(|i−j|) − 1/D(|i−j|+1)| + |1/D(i) − 1/D(j)|). No gradient flows through w.</para>
/// <para>Data: grades, or the teacher's scores, which are spread evenly over 0 to <see cref="Grades"/> in each list: (t − min) / (max − min) · Grades, not rounded.</para>
/// <para>When: nDCG is the goal and lists hold several grades, or a teacher's order; it looks where the student is wrong now, so it follows a simpler loss well.</para>
/// <para>Source: Wang, Li, Golbandi, Bendersky and Najork, The LambdaLoss framework for ranking metric optimization, CIKM 2018; <c>LambdaLoss</c> of sentence-transformers, whose
/// defaults these are. That one stops the gradient where a term exceeds log₂ 10¹⁰; here the worst pairs teach as well.</para>
/// </remarks>
public sealed class LambdaLoss : RankingLoss
{
    const double Smallest = 1e-10;

    /// <summary>Creates the loss.</summary>
    /// <param name="labels">Where grades come from. The default is the judgements.</param>
    /// <param name="mu">μ, the weight of NDCGLoss2 beside LambdaRank, above 0. The default is 10.</param>
    /// <param name="sigma">σ, the steepness, above 0. The default is 1.</param>
    /// <param name="grades">The highest grade that the teacher's scores are spread to, above 0. The default is 4.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not a number above 0.</exception>
    public LambdaLoss(ListLabels labels = ListLabels.Relevance, double mu = 10, double sigma = 1, double grades = 4)
    {
        Labels = labels;
        Mu = Positive.Check(mu);
        Sigma = Positive.Check(sigma);
        Grades = Positive.Check(grades);
    }

    /// <summary>Gets where grades come from.</summary>
    /// <value>The default is the judgements.</value>
    public ListLabels Labels { get; }

    /// <summary>Gets μ, the weight of NDCGLoss2 beside LambdaRank.</summary>
    /// <value>The default is 10.</value>
    public double Mu { get; }

    /// <summary>Gets σ, the steepness.</summary>
    /// <value>The default is 1.</value>
    public double Sigma { get; }

    /// <summary>Gets the highest grade that the teacher's scores are spread to.</summary>
    /// <value>The default is 4.</value>
    public double Grades { get; }

    /// <inheritdoc/>
    public override string Name
        => LossName.Of("lambda", ("labels", Labels, ListLabels.Relevance), ("mu", Mu, 10.0), ("sigma", Sigma, 1.0), ("grades", Grades, 4.0));

    /// <inheritdoc/>
    protected internal override Tensor ComputeClean(RankingBatch batch)
    {
        Tensor grades = Labels == ListLabels.Relevance ? batch.Relevance.clamp(min: 0) : Spread(batch.Teacher, batch.Valid);
        // Padding ranks last, where it moves no rank; candidates of equal score keep their order.
        Tensor order = batch.Scores.detach().masked_fill(batch.Valid.logical_not(), float.MinValue).sort(dim: -1, descending: true, stable: true).Indices;
        grades = grades.gather(-1, order);
        Tensor keep = grades.Differences().gt(0).logical_and(batch.Valid.gather(-1, order).Pairs());
        Tensor losses = nn.functional.logsigmoid(batch.Scores.gather(-1, order).Differences() * Sigma) * (-1 / Math.Log(2));
        return (Weights(grades) * losses).MeanWhere(keep);
    }

    Tensor Spread(Tensor teacher, Tensor valid)
    {
        Tensor padding = valid.logical_not();
        Tensor lowest = teacher.masked_fill(padding, float.MaxValue).amin([-1], keepdim: true);
        Tensor highest = teacher.masked_fill(padding, float.MinValue).amax([-1], keepdim: true);
        Tensor spread = (teacher - lowest) / (highest - lowest).clamp(min: Smallest) * Grades;
        return where(valid, spread, zeros_like(spread));
    }

    // [queries, i, j], of grades in the order of the scores.
    Tensor Weights(Tensor grades)
    {
        Tensor ranks = arange(1, grades.shape[1] + 1, dtype: ScalarType.Float32, device: grades.device);
        Tensor reciprocal = ranks.add(1).log2().reciprocal();
        Tensor apart = ranks.unsqueeze(1).sub(ranks.unsqueeze(0)).abs();
        // The diagonal is no pair; without the clamp it would be ∞.
        Tensor near = apart.clamp(min: 1).add(1).log2().reciprocal() - apart.clamp(min: 1).add(2).log2().reciprocal();
        Tensor far = reciprocal.unsqueeze(1).sub(reciprocal.unsqueeze(0)).abs();
        Tensor weights = near.mul(Mu).add(far);

        Tensor gains = grades.exp2() - 1;
        Tensor best = (gains.sort(dim: -1, descending: true).Values * reciprocal).sum(-1, keepdim: true);
        return (gains / best.clamp(min: Smallest)).Differences().abs() * weights.unsqueeze(0);
    }
}

using static TorchSharp.torch;

namespace Winnow.Training.Losses;

/// <summary>Cross-entropy of the softmax of a list's scores against the softmax of its labels: −Σ softmax(y / T)ᵢ · log softmax(s)ᵢ, the mean over lists.</summary>
/// <remarks>
/// <para>Data: the teacher's scores, or grades. With grades, lists without a relevant candidate are left out, as their softmax would ask for equal scores.</para>
/// <para>When: the top of the list matters most. Against the teacher its gradient is that of <see cref="KlLoss"/> with the temperature 1 for the student; its value is larger by the
/// labels' entropy.</para>
/// <para>Source: Cao, Qin, Liu, Tsai and Li, Learning to rank: from pairwise approach to listwise approach, ICML 2007; <c>ListNetLoss</c> of sentence-transformers.</para>
/// </remarks>
public sealed class ListNetLoss : RankingLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="labels">What the list is ordered by. The default is the teacher.</param>
    /// <param name="temperature">T, what labels are divided by, above 0. The default is 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">T is not a number above 0.</exception>
    public ListNetLoss(ListLabels labels = ListLabels.Teacher, double temperature = 1)
    {
        Labels = labels;
        Temperature = Positive.Check(temperature);
    }

    /// <summary>Gets what the list is ordered by.</summary>
    /// <value>The default is the teacher.</value>
    public ListLabels Labels { get; }

    /// <summary>Gets T, what labels are divided by.</summary>
    /// <value>The default is 1.</value>
    public double Temperature { get; }

    /// <inheritdoc/>
    public override string Name => LossName.Of("listnet", ("labels", Labels, ListLabels.Teacher), ("temperature", Temperature, 1.0));

    /// <inheritdoc/>
    protected internal override Tensor ComputeClean(RankingBatch batch)
    {
        bool teacher = Labels == ListLabels.Teacher;
        Tensor target = ((teacher ? batch.Teacher : batch.Relevance) / Temperature).LogSoftmaxWhere(batch.Valid).exp();
        Tensor terms = target * batch.Scores.LogSoftmaxWhere(batch.Valid);
        Tensor lists = where(batch.Valid, terms, zeros_like(terms)).sum(-1).neg();
        return lists.MeanWhere((teacher ? batch.Valid : batch.Positive).any(-1));
    }
}

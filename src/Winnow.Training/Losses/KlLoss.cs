using static TorchSharp.torch;

namespace Winnow.Training.Losses;

/// <summary>Divergence of a list's scores from the teacher's: Σ pᵢ · (log pᵢ − log qᵢ) with p = softmax(t / T′) and q = softmax(s / T), the mean over lists.</summary>
/// <remarks>
/// <para>Data: the teacher's scores for all candidates of each list. No judgements.</para>
/// <para>When: the teacher's shares within a list are to be learnt and its scale over queries is not; a temperature above 1 brings out the lower ranks. It is 0 where both agree. It is not
/// multiplied by T², as it is in Hinton's: the weight of the loss does that.</para>
/// <para>Source: Hinton, Vinyals and Dean, Distilling the knowledge in a neural network, arXiv:1503.02531, 2015; over lists of passages as in ColBERTv2, Santhanam, Khattab et al., NAACL
/// 2022.</para>
/// </remarks>
public sealed class KlLoss : RankingLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="temperature">T, what the student's scores are divided by, above 0. The default is 1.</param>
    /// <param name="teacherTemperature">T′, what the teacher's are divided by, above 0. The default is T.</param>
    /// <exception cref="ArgumentOutOfRangeException">A temperature is not a number above 0.</exception>
    public KlLoss(double temperature = 1, double? teacherTemperature = null)
    {
        Temperature = Positive.Check(temperature);
        TeacherTemperature = Positive.Check(teacherTemperature ?? temperature, nameof(teacherTemperature));
    }

    /// <summary>Gets T, what the student's scores are divided by.</summary>
    /// <value>The default is 1.</value>
    public double Temperature { get; }

    /// <summary>Gets T′, what the teacher's scores are divided by.</summary>
    /// <value>The default is <see cref="Temperature"/>.</value>
    public double TeacherTemperature { get; }

    /// <inheritdoc/>
    public override string Name => LossName.Of("kl", ("temperature", Temperature, 1.0), ("teachertemperature", TeacherTemperature, Temperature));

    /// <inheritdoc/>
    protected internal override Tensor ComputeClean(RankingBatch batch)
    {
        Tensor teacher = (batch.Teacher / TeacherTemperature).LogSoftmaxWhere(batch.Valid);
        Tensor student = (batch.Scores / Temperature).LogSoftmaxWhere(batch.Valid);
        Tensor terms = teacher.exp() * (teacher - student);
        return where(batch.Valid, terms, zeros_like(terms)).sum(-1).MeanWhere(batch.Valid.any(-1));
    }
}

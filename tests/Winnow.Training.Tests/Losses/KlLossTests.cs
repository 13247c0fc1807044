using Winnow.Training.Losses;

namespace Winnow.Training.Tests.Losses;

public class KlLossTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(0.7, 3)]
    public void Compute_RandomLists_IsTheMeanOverLists(double temperature, double teacherTemperature)
        => LossCheck.MatchesReference(new KlLoss(temperature, teacherTemperature), list =>
        {
            double[] p = Softmax.Of(list.Select(c => c.Teacher / teacherTemperature));
            double[] q = Softmax.Of(list.Select(c => c.Score / temperature));
            return (p.Zip(q, (p, q) => p * Math.Log(p / q)).Sum(), list.Length == 0 ? 0 : 1);
        });

    [Fact]
    public void Compute_TheTeachersScoresWithAnOffset_IsZero()
    {
        (double value, double[][] gradient) = LossCheck.Compute(new KlLoss(2), [LossCheck.List((5, 1, 0), (7, 3, 0), (0, -4, 0))]);
        Assert.Equal(0, value, 6);
        Assert.All(gradient[0], slope => Assert.Equal(0, slope, 6));
    }

    [Fact]
    public void TeacherTemperature_NotGiven_IsTheStudents() => Assert.Equal(2, new KlLoss(2).TeacherTemperature);

    [Fact]
    public void New_TemperatureZero_Throws()
        => Assert.Contains("temperature must be a number above 0", Assert.Throws<ArgumentOutOfRangeException>(() => new KlLoss(0)).Message, StringComparison.Ordinal);
}

using CsCheck;
using Winnow.Evaluation.Agreement;

namespace Winnow.Evaluation.Tests.Agreement;

public class KendallTauTests
{
    [Fact]
    public void Compute_RandomScoresWithTies_EqualsTheDefinition() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 6]).Array[0, 40].Sample(
            items =>
            {
                double[] x = [.. items.Select(item => (double)item.Item1)], y = [.. items.Select(item => (double)item.Item2)];
                double expected = Definition(x, y), actual = KendallTau.Compute(x, y);
                return double.IsNaN(expected) ? double.IsNaN(actual) : Math.Abs(expected - actual) < 1e-12;
            },
            iter: 2000);

    [Theory]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 10, 20, 30 }, 1)]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 30, 20, 10 }, -1)]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 1, 3, 2 }, 1.0 / 3)]
    [InlineData(new double[] { 1, 1 }, new double[] { 1, 2 }, double.NaN)]
    [InlineData(new double[] { }, new double[] { }, double.NaN)]
    public void Compute_KnownOrders_HasTheirValue(double[] x, double[] y, double expected) => Assert.Equal(expected, KendallTau.Compute(x, y), 1e-12);

    [Fact]
    public void Compute_BadInput_Throws()
    {
        Assert.Throws<ArgumentException>(() => KendallTau.Compute([1], [1, 2]));
        Assert.Throws<ArgumentException>(() => KendallTau.Compute([1, double.NaN], [1, 2]));
    }

    static double Definition(double[] x, double[] y)
    {
        double sum = 0, differentX = 0, differentY = 0;
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                int a = Math.Sign(x[i] - x[j]), b = Math.Sign(y[i] - y[j]);
                sum += a * b;
                differentX += a * a;
                differentY += b * b;
            }
        }

        return sum / Math.Sqrt(differentX * differentY);
    }
}

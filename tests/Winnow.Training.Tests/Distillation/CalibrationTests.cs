using Winnow.Training.Distillation;

namespace Winnow.Training.Tests.Distillation;

public class CalibrationTests
{
    [Fact]
    public void Fit_LogitsOfAKnownModel_FindsIt()
    {
        var random = new Random(3);
        List<float> logits = [];
        List<bool> relevant = [];
        for (int i = 0; i < 40_000; i++)
        {
            double z = 15 + (3 * random.NextDouble());
            logits.Add((float)z);
            relevant.Add(random.NextDouble() < 1 / (1 + Math.Exp(-((4 * z) - 66))));
        }

        (double scale, double shift) = Calibration.Fit(logits, relevant);

        Assert.Equal(4, scale, 0.2);
        Assert.Equal(16.5, -shift / scale, 0.05);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fit_OneKindOnly_LeavesLogitsAsTheyAre(bool answer) => Assert.Equal((1.0, 0.0), Calibration.Fit([1f, 2f, 3f], [answer, answer, answer]));

    [Fact]
    public void Fit_AnswersBelowOthers_DoesNotTurnTheOrder() => Assert.Equal((1.0, 0.0), Calibration.Fit([1f, 2f, 3f, 4f], [true, true, false, false]));

    [Fact]
    public void Fit_PerfectlySeparated_StaysFinite()
    {
        (double scale, double shift) = Calibration.Fit([1f, 1.1f, 5f, 5.1f], [false, false, true, true]);

        Assert.True(scale > 0 && double.IsFinite(scale) && double.IsFinite(shift));
        Assert.InRange(-shift / scale, 1.1, 5);
    }
}

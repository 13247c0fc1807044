using Winnow.Evaluation.Plots;
using Winnow.Training.Steps;
using Winnow.Training.Tests.Fakes;

namespace Winnow.Training.Tests.Steps;

public class TrainingPlotTests
{
    [Fact]
    public void Write_LossesAndEvaluations_DrawsBoth()
    {
        using var folder = new TempFolder();
        folder.File("log.jsonl", """
            {"step":20,"loss":1.25,"gradient":1,"rate":0.1,"tokens_per_second":9}
            {"step":20,"evaluation":0.25}
            {"step":40,"loss":0.5,"gradient":1,"rate":0.1,"tokens_per_second":9}
            {"step":40,"evaluation":0.75}

            """);

        TrainingPlot.Write(folder.Path, "lists");

        Assert.Contains("Loss of the steps on lists: 1.2500 at step 20, 0.5000 at step 40.", File.ReadAllText(folder.At("loss.svg")), StringComparison.Ordinal);
        Assert.Contains("0.2500 at step 20, 0.7500 at step 40.", File.ReadAllText(folder.At("evaluation.svg")), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OneEvaluation_DrawsTheLossAlone()
    {
        using var folder = new TempFolder();
        folder.File("log.jsonl", "{\"step\":20,\"loss\":1.25}\n{\"step\":20,\"evaluation\":0.25}\n");

        TrainingPlot.Write(folder.Path, "states");

        Assert.True(File.Exists(folder.At("loss.svg")));
        Assert.False(File.Exists(folder.At("evaluation.svg")));
    }

    [Fact]
    public void Thin_ManyPoints_KeepsTheMeanAndTheEnd()
    {
        LinePoint[] points = [.. Enumerable.Range(1, 1000).Select(step => new LinePoint(step, step % 2))];

        IReadOnlyList<LinePoint> thin = TrainingPlot.Thin(points);

        Assert.InRange(thin.Count, 30, 60);
        Assert.Equal(1000, thin[^1].X);
        Assert.All(thin, point => Assert.InRange(point.Y, 0.4, 0.6));
    }
}

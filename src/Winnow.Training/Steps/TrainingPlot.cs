using System.Text;
using System.Text.Json;
using Winnow.Evaluation.Beir;
using Winnow.Evaluation.Plots;

namespace Winnow.Training.Steps;

/// <summary>Draws a training's log: the loss and, where there were evaluations, their values, each as an SVG file beside the log.</summary>
static class TrainingPlot
{
    // More marks than this would touch each other.
    const int MostPoints = 60;

    /// <summary>Draws the log of a folder.</summary>
    /// <param name="folder">The folder with <c>log.jsonl</c>; <c>loss.svg</c> and <c>evaluation.svg</c> are written into it.</param>
    /// <param name="stage">What the steps taught, for the title.</param>
    public static void Write(string folder, string stage)
    {
        List<LinePoint> losses = [], evaluations = [];
        foreach (string line in File.ReadLines(Path.Combine(folder, "log.jsonl")))
        {
            using JsonDocument json = JsonDocument.Parse(line);
            double step = json.RootElement.GetProperty("step").GetDouble();
            if (json.RootElement.TryGetProperty("loss", out JsonElement loss))
                losses.Add(new LinePoint(step, loss.GetDouble()));
            else if (json.RootElement.TryGetProperty("evaluation", out JsonElement evaluation))
                evaluations.Add(new LinePoint(step, evaluation.GetDouble()));
        }

        Write(folder, "loss", $"Loss of the steps on {stage}", "loss", losses);
        // One value is a point, not a course.
        if (evaluations.Count > 1)
            Write(folder, "evaluation", $"Development sets during the steps on {stage}", "mean nDCG@10", evaluations);
    }

    /// <summary>Takes means of neighbours until there are few enough points to see.</summary>
    public static IReadOnlyList<LinePoint> Thin(IReadOnlyList<LinePoint> points)
    {
        int together = (points.Count + MostPoints - 1) / MostPoints;
        return together <= 1 ? points : [.. points.Chunk(together).Select(chunk => new LinePoint(chunk[^1].X, chunk.Average(point => point.Y)))];
    }

    static void Write(string folder, string name, string title, string value, List<LinePoint> points)
    {
        if (points.Count == 0)
            return;
        var figure = new LineFigure
        {
            Name = name,
            Title = title,
            XLabel = "steps",
            YLabel = value,
            Series = [new LineSeries(value, new PlotMark(0), Thin(points))],
            Description = FormattableString.Invariant($"{title}: {points[0].Y:F4} at step {points[0].X:F0}, {points[^1].Y:F4} at step {points[^1].X:F0}."),
        };
        WholeFile.Write(Path.Combine(folder, $"{name}.svg"), stream => stream.Write(Encoding.UTF8.GetBytes(figure.ToSvg())));
    }
}

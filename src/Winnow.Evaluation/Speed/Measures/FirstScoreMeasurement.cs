using System.Diagnostics;
using System.Globalization;
using Winnow.Evaluation.Scorers;
using Winnow.Evaluation.Speed.Workers;
using Winnow.Evaluation.Speed.Workloads;
using Winnow.Models;
using Winnow.Tokenization;

namespace Winnow.Evaluation.Speed.Measures;

/// <summary>The time from the start of a process to its first score.</summary>
static class FirstScoreMeasurement
{
    const int DocumentTokens = 50;

    /// <summary>Starts <c>winnow score</c> some times with one pair, or <c>winnow embed</c> with one text, and gives the median of the seconds until it answers.</summary>
    public static double Measure(SpeedOptions options, SpeedPlan plan, SpeedSteps steps, CancellationToken cancellationToken)
    {
        string model = ModelFolder.Find(options.Model);
        var words = WordText.Load(model, Tokenizer.Load(ModelInfo.FindTokenizer(model)), seed: 1);
        bool isReranker = CandidateScorer.IsReranker(model);
        // Letters and spaces need no escape.
        string query = words.Create(CallMeasurement.QueryTokens), document = words.Create(DocumentTokens);
        string line = isReranker ? $$"""{"query":"{{query}}","document":"{{document}}"}""" : $$"""{"text":"{{document}}"}""";
        string[] arguments =
        [
            isReranker ? "score" : "embed", "--model", model, "--threads", options.Threads.ToString(CultureInfo.InvariantCulture), "--precision", options.Precision.Name(),
        ];
        double[] seconds = new double[plan.FirstScores];
        foreach (ref double value in seconds.AsSpan())
        {
            value = Once(options.Tool, arguments, line, cancellationToken);
            steps.Did(steps.Process);
        }

        return Statistics.Median(seconds);
    }

    static double Once(ToolCommand tool, string[] arguments, string line, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long start = Stopwatch.GetTimestamp();
        using Process process = tool.Start(arguments);
        process.StandardInput.Write(line + "\n");
        process.StandardInput.Close();
        string? answer = process.StandardOutput.ReadLine();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        return answer is not null ? seconds : throw new WorkerFailedException($"winnow {arguments[0]} ended without an answer: {errors.Trim()}");
    }
}

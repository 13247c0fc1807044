namespace Winnow.Evaluation.Reports.Inputs;

/// <summary>What a page needs of the JSON of <c>winnow bench</c>.</summary>
sealed record SpeedNumbers
{
    /// <summary>Gets the model.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the arithmetic: float32 or int8.</summary>
    public required string Precision { get; init; }

    /// <summary>Gets processor and threads, in words.</summary>
    public required string Machine { get; init; }

    /// <summary>Gets the number of the model's parameters.</summary>
    public double? Parameters { get; init; }

    /// <summary>Gets the most memory of a process that scores.</summary>
    public double? PeakBytes { get; init; }

    /// <summary>Gets the seconds to the first score.</summary>
    public double? FirstScoreSeconds { get; init; }

    /// <summary>Gets the pairs a second at each length in tokens.</summary>
    public required IReadOnlyList<(int Tokens, double PairsPerSecond)> Lengths { get; init; }

    /// <summary>Gets the seconds of a call: median and 99th percentile, for each number of documents.</summary>
    public required IReadOnlyList<(int Documents, double Median, double? Percentile99)> Calls { get; init; }

    /// <summary>Reads the JSON.</summary>
    /// <exception cref="WinnowException">A field is missing or wrong.</exception>
    public static SpeedNumbers Read(ReportField report) => new()
    {
        Model = report["model"].Text(),
        Precision = report["precision"].Text().ToLowerInvariant(),
        Machine = ReadMachine(report),
        Parameters = report.Optional("parameters")?.Number(),
        PeakBytes = report.Optional("peak_bytes")?.Number(),
        FirstScoreSeconds = report.Optional("first_score_seconds")?.Number(),
        Lengths = [.. report["lengths"].Items().Select(length => (length["tokens"].Count(), length["pairs_per_second"].Number(double.Epsilon)))],
        Calls =
        [
            .. (report.Optional("calls")?.Items() ?? [])
                .Select(call => (call["documents"].Count(), call["p50_seconds"].Number(double.Epsilon), call.Optional("p99_seconds")?.Number(double.Epsilon)))
                .OrderBy(call => call.Item1),
        ],
    };

    /// <summary>Gets the pairs a second at a length, or null where it was not measured.</summary>
    public double? PairsPerSecond(int tokens) => Lengths.Where(length => length.Tokens == tokens).Select(length => (double?)length.PairsPerSecond).FirstOrDefault();

    static string ReadMachine(ReportField report)
    {
        string processor = report.Optional("machine")?.Optional("processor")?.Text() ?? "unknown processor";
        return report.Optional("threads")?.Count() is { } threads ? $"{processor}, {threads} {(threads == 1 ? "thread" : "threads")}" : processor;
    }
}

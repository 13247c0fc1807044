using System.Globalization;

namespace Winnow.Evaluation.Speed.Reports;

/// <summary>Puts a report into tables.</summary>
public static class SpeedTables
{
    /// <summary>Makes the tables in the order in which they are shown.</summary>
    public static IReadOnlyList<ReportTable> Create(SpeedReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        List<ReportTable> tables = [Facts(report), Lengths(report), Calls(report), Process(report)];
        if (report.Rival is { } rival)
            tables.AddRange([Batches(rival), LongDocument(rival)]);
        return tables;
    }

    static ReportTable Facts(SpeedReport report)
    {
        MachineFacts machine = report.Machine;
        List<string[]> rows =
        [
            ["model", report.Model],
            ["precision", report.Precision.Name()],
            ["threads", Text($"{report.Threads}")],
            ["processor", Text($"{machine.Processor}, {machine.Cores} cores")],
            ["runtime", machine.Runtime],
            ["system", machine.OperatingSystem],
            ["kernels", $"{machine.Float32Kernel} for float32, {machine.Int8Kernel} for int8, {machine.BFloat16Kernel} for bf16"],
            ["int8 peak", Text($"{report.Peak.OneThread / 1e9:N0} GOPS on one thread, {report.Peak.AllThreads / 1e9:N0} on {report.Threads}")],
        ];
        if (report.Rival is { } rival)
            rows.Add(["ONNX Runtime", $"{rival.Version}, {rival.Precision.Name()}"]);
        return new ReportTable("Measured on", ["what", "which"], rows);
    }

    static ReportTable Lengths(SpeedReport report) => new(
        "Forward pass, pairs of equal length",
        ["tokens", "pairs/batch", "pairs/s", "tokens/s", "GOPS", "of int8 peak"],
        [
            .. report.Lengths.Select(speed => (string[])
                [
                    Text($"{speed.Tokens}"), Text($"{speed.Pairs}"), Speed(speed.PairsPerSecond), Text($"{speed.TokensPerSecond:N0}"),
                    Text($"{speed.OperationsPerSecond / 1e9:N0}"), Text($"{100 * speed.ShareOfPeak:F0} %"),
                ]),
        ])
    {
        Bars = [.. report.Lengths.Select(speed => speed.TokensPerSecond)],
    };

    static ReportTable Calls(SpeedReport report) => new(
        "Reranking calls, documents of 10 to 500 tokens",
        ["documents", "tokens", "calls", "p50, ms", "p99, ms"],
        [
            .. report.Calls.Select(call => (string[])
                [
                    Text($"{call.Documents}"), Text($"{call.Tokens}"), Text($"{call.Calls}"),
                    Text($"{1e3 * call.MedianSeconds:F1}"), Text($"{1e3 * call.Percentile99Seconds:F1}"),
                ]),
        ]);

    static ReportTable Process(SpeedReport report) => new(
        "A process of its own",
        ["what", "how much"],
        [
            ["start to first score", Text($"{report.FirstScoreSeconds:F2} s")],
            ["peak memory", Megabytes(report.PeakBytes)],
        ]);

    static ReportTable Batches(RivalReport rival)
    {
        RivalSpeed[] speeds = [.. rival.Equal, .. rival.Mixed];
        string leftOut = rival.LeftOut.Count == 0
            ? ""
            : $" Left out for want of memory: {string.Join(", ", rival.LeftOut.Select(length => Text($"{length}")))} tokens.";
        return new(
            "Against ONNX Runtime, in turn",
            ["tokens", "pairs", "Winnow, pairs/s", "ONNX Runtime, pairs/s", "ratio", "least", "most"],
            [
                .. speeds.Select(speed => (string[])
                    [
                        speed.Tokens is { } tokens ? Text($"{tokens}") : Text($"mixed, by {speed.PaddedBatch}"), Text($"{speed.Pairs}"), Speed(speed.Winnow), Speed(speed.Rival),
                        Text($"{speed.Ratio.Median:F2}"), Text($"{speed.Ratio.Least:F2}"), Text($"{speed.Ratio.Most:F2}"),
                    ]),
            ])
        {
            Bars = [.. speeds.Select(speed => speed.Ratio.Median)],
            Note = "mixed, by N: documents of 10 to 500 tokens; ONNX Runtime gets them sorted by length, in padded batches of N." + leftOut,
        };
    }

    static ReportTable LongDocument(RivalReport rival)
    {
        LongDocumentReport document = rival.LongDocument;
        string title = Text($"Against ONNX Runtime, one document of {document.Tokens} tokens");
        string[] columns = ["engine", "seconds", "peak memory"];
        if (document.Speed is not { } speed)
            return new ReportTable(title, columns, []) { Note = document.Failure! };
        return new ReportTable(
            title,
            columns,
            [
                ["Winnow", Text($"{1 / speed.Winnow:F2}"), Megabytes(document.WinnowPeakBytes!.Value)],
                ["ONNX Runtime", Text($"{1 / speed.Rival:F2}"), Megabytes(document.RivalPeakBytes!.Value)],
            ]);
    }

    // Two documents of 8192 tokens a second and thousands of short ones: both with three digits or more.
    static string Speed(double perSecond) => perSecond switch
    {
        < 10 => Text($"{perSecond:F2}"),
        < 1000 => Text($"{perSecond:F1}"),
        _ => Text($"{perSecond:N0}"),
    };

    static string Megabytes(long bytes) => Text($"{bytes / 1e6:N0} MB");

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

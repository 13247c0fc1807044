using Winnow.Evaluation.Speed.Reports;

namespace Winnow.Evaluation.Tests.Speed.Reports;

/// <summary>A report of made-up numbers.</summary>
static class SampleReport
{
    public static SpeedReport Alone { get; } = new()
    {
        Machine = new MachineFacts("Testcore X9 (rev. 2)", 8, ".NET 10.0.1", "Some Linux", "avx512", "avx512vnni", "avx512bf16"),
        Model = "my-model",
        Parameters = 26_000_000,
        Precision = Precision.Int8,
        Threads = 2,
        Command = "winnow bench --model my-model --precision int8",
        Peak = new Int8Peak(900e9, 1790e9),
        Lengths = [new LengthSpeed(64, 64, 1234.5, 1500e9, 0.838), new LengthSpeed(8192, 1, 1.234, 900e9, 0.503)],
        Calls = [new CallLatency(10, 1401, 120, 0.0345, 0.0501)],
        FirstScoreSeconds = 0.1234,
        PeakBytes = 123_456_789,
    };

    public static SpeedReport WithRival { get; } = Alone with
    {
        Rival = new RivalReport(
            "1.31.1",
            Precision.Int8,
            [new RivalSpeed(64, 64, 1200, 600, new RatioRange(2, 1.9, 2.126))],
            [new RivalSpeed(null, 100, 300, 100, new RatioRange(3, 2.5, 3.5)) { PaddedBatch = 16 }],
            new LongDocumentReport(8192, new RivalSpeed(8192, 1, 0.5, 0.125, new RatioRange(4, 4, 4)), 200_000_000, 15_000_000_000, null))
        {
            LeftOut = [8192],
        },
    };
}

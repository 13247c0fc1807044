using System.Text.Json;
using Winnow.Cli.Tests.Fakes;

namespace Winnow.Cli.Tests.Commands;

/// <summary>Measurements of a tiny model for milliseconds. No test looks at a time.</summary>
public sealed class BenchCommandTests : IDisposable
{
    static readonly string Model = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "bert");

    readonly TempFolder _out = new();

    public void Dispose() => _out.Dispose();

    [Fact]
    public void Bench_ModelAndShape_ExcludeEachOther() =>
        new Tool().Run("bench", "--model", "m", "--shape", "tiny").Refused(
            "--model and --shape exclude each other: one measures real weights, the other random ones. Leave one of them out.");

    [Fact]
    public void Bench_RivalPrecisionWithoutRival_IsRefused() =>
        new Tool().Run("bench", "--rival-precision", "int8").Refused(
            "--rival-precision says how the other engine computes, but none is named. Add --against onnxruntime.");

    [Fact]
    public void Bench_EmptyOut_IsRefused() =>
        new Tool().Run("bench", "--out", "").Refused("--out is empty text. Name a folder, as in: winnow bench --out results");

    [Fact]
    public void Bench_MissingModel_IsRefused()
    {
        CliResult result = new Tool().Run("bench", "--model", "no/such/folder");
        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.StartsWith("winnow: no/such/folder: there is no such model folder", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Bench_LengthBeyondTheModel_IsRefused()
    {
        CliResult result = new Tool().Run("bench", "--model", Model, "--lengths", "64,129");
        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.EndsWith("129 tokens are more than this model can read: it has 128 positions. Ask for 128 or less.\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Bench_Quick_PrintsTablesAndWritesTheReport()
    {
        CliResult result = Quick();
        string file = Path.Combine(_out.Path, "bert-int8.md");
        Assert.Equal((0, $"winnow: wrote {file}\n"), (result.Code, result.Error));
        foreach (string title in (string[])["Measured on", "Forward pass, pairs of equal length", "Reranking calls, documents of 10 to 500 tokens", "A process of its own"])
            Assert.Contains(title, result.Lines);
        Assert.DoesNotContain("ONNX", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("█", result.Output, StringComparison.Ordinal);
        // Of the usual lengths a model of 128 positions reads one.
        Assert.Matches(@"\n +64 +64 ", result.Output);
        Assert.StartsWith("# Speed of bert, int8\n", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Bench_AgainstOnnxRuntime_ReportsBothAsJson()
    {
        CliResult result = Quick("--against", "onnxruntime", "--precision", "int8", "--rival-precision", "float32", "--lengths", "16,40", "--format", "json");
        Assert.Equal((0, $"winnow: wrote {Path.Combine(_out.Path, "bert-int8-against-float32.md")}\n"), (result.Code, result.Error));
        using JsonDocument json = JsonDocument.Parse(Assert.Single(result.Lines));
        JsonElement report = json.RootElement;
        AssertFields(
            report, "kind", "model", "parameters", "precision", "threads", "command", "machine", "int8_peak", "lengths", "calls", "first_score_seconds", "peak_bytes", "onnxruntime");
        AssertFields(report.GetProperty("machine"), "processor", "cores", "runtime", "system", "float32_kernel", "int8_kernel", "bf16_kernel");
        Assert.Equal([16, 40], report.GetProperty("lengths").EnumerateArray().Select(length => length.GetProperty("tokens").GetInt32()));
        AssertFields(report.GetProperty("lengths")[0], "tokens", "pairs", "pairs_per_second", "tokens_per_second", "operations_per_second", "share_of_peak");
        AssertFields(report.GetProperty("calls")[1], "documents", "tokens", "calls", "p50_seconds", "p99_seconds");
        Assert.Equal(
            $"winnow bench --model {Model} --threads 2 --precision int8 --lengths 16,40 --quick --seconds 0.001 --against onnxruntime --rival-precision float32",
            report.GetProperty("command").GetString());

        JsonElement rival = report.GetProperty("onnxruntime");
        AssertFields(rival, "version", "precision", "equal", "left_out", "mixed", "long_document");
        Assert.Equal("float32", rival.GetProperty("precision").GetString());
        AssertFields(rival.GetProperty("equal")[1], "tokens", "pairs", "winnow_pairs_per_second", "onnxruntime_pairs_per_second", "ratio");
        Assert.Equal([8, 16, 32], rival.GetProperty("mixed").EnumerateArray().Select(mixed => mixed.GetProperty("padded_batch").GetInt32()));
        AssertFields(rival.GetProperty("mixed")[2].GetProperty("ratio"), "median", "least", "most");
        JsonElement document = rival.GetProperty("long_document");
        AssertFields(document, "tokens", "speed", "winnow_peak_bytes", "onnxruntime_peak_bytes", "failure");
        Assert.Equal((128, JsonValueKind.Null), (document.GetProperty("tokens").GetInt32(), document.GetProperty("failure").ValueKind));
    }

    [Fact]
    public void Bench_Cancelled_StopsAndSaysSo()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        new Tool { Cancellation = cancellation.Token }.Run("bench", "--model", Model, "--quick", "--out", _out.Path).Refused("cancelled", 130);
        Assert.Empty(Directory.GetFileSystemEntries(_out.Path));
    }

    [Fact]
    public void BenchWorker_Help_IsNotListed()
    {
        Assert.DoesNotContain("bench-worker", new Tool().Run("--help").Done().Output, StringComparison.Ordinal);
        new Tool().Run("bench-worke").Refused("'bench-worke' is no command of winnow. See 'winnow --help'.");
    }

    [Fact]
    public void BenchWorker_Commands_AreAnsweredOnStandardOutput()
    {
        CliResult result = new Tool().RunWith("load 1500\nrun 8 2 0\n", "bench-worker", "winnow", Model, "--threads", "1").Done();
        Assert.Equal(["loaded", "ran"], result.Lines.Select(line => line.Split(' ')[0]));
    }

    CliResult Quick(params string[] more) =>
        new Tool().Run(["bench", "--model", Model, "--quick", "--seconds", "0.001", "--threads", "2", "--out", _out.Path, .. more]);

    static void AssertFields(JsonElement value, params string[] names) => Assert.Equal(names, value.EnumerateObject().Select(field => field.Name));
}

using Winnow.Cli.Engine;
using Winnow.Cli.Tests.Fakes;
using Winnow.Quantization;

namespace Winnow.Cli.Tests.Commands;

public sealed class QuantizeCommandTests
{
    [Fact]
    public void Quantize_Folder_PrintsSizesAndErrors()
    {
        var tool = new Tool();
        Assert.Equal(
            """
            folder          /models/fake-int8
            int8 matrices   44
            bytes before    104,186,884
            bytes after     26,367,108
            largest error   0.0123 in bert.embeddings.word_embeddings.weight
            relative error  0.78 %

            """.ReplaceLineEndings("\n"),
            tool.Run("quantize", "m", "out").Done().Output);
        Assert.Equal(("m", "out"), (tool.Engine.Model, tool.Engine.QuantizedFolder));
    }

    [Fact]
    public void Quantize_Json_IsOneObject() =>
        Assert.Equal(
            """{"folder":"/models/fake-int8","matrices":44,"bytes_before":104186884,"bytes_after":26367108,"largest_error":0.0123456,"largest_error_tensor":"bert.embeddings.word_embeddings.weight","relative_error":0.0078}""" + "\n",
            new Tool().Run("quantize", "m", "out", "--format", "json").Done().Output);

    [Fact]
    public void Quantize_LongWork_ShowsHowFarItIs()
    {
        var clock = new ManualClock();
        var engine = new FakeEngine
        {
            OnQuantize = (progress, _) =>
            {
                clock.Advance(4);
                progress!.Report(new QuantizationProgress(12, 0.25));
            },
        };
        Assert.StartsWith(
            "\r12 tensors, 25 %, about 12 s left\r", new Tool { Engine = engine, Clock = clock, ErrorTerminal = true }.Run("quantize", "m", "out").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_Cancelled_SaysSo()
    {
        using var cancellation = new CancellationTokenSource();
        var engine = new FakeEngine
        {
            OnQuantize = (_, token) =>
            {
                cancellation.Cancel();
                token.ThrowIfCancellationRequested();
            },
        };
        new Tool { Engine = engine, Cancellation = cancellation.Token }.Run("quantize", "m", "out").Refused("cancelled", 130);
    }

    [Fact]
    public void Quantize_OneFolder_IsWrongUsage()
    {
        CliResult result = new Tool().Run("quantize", "m");
        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.EndsWith("See 'winnow quantize --help'.\n", result.Error, StringComparison.Ordinal);
        new Tool().Run("quantize", "m", "").Refused("OUT is empty text. Name the folder to write, as in: winnow quantize my-model my-model-int8");
    }

    [Fact]
    public void Quantize_Int8Model_IsRefusedByTheEngineAndNothingIsWritten()
    {
        using var place = new TempFolder();
        string output = Path.Combine(place.Path, "out");
        CliResult result = new Tool { RealEngine = new WinnowEngine() }.Run("quantize", "turbo", output);
        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.Contains("quantized already", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(place.Path));
    }
}

using System.Text.Json;
using Winnow.Evaluation.Speed.Reports;

namespace Winnow.Cli.Output;

/// <summary>Writes a benchmark's report as one JSON object on one line, in seconds, bytes and operations a second.</summary>
static class BenchJson
{
    /// <summary>Writes the report.</summary>
    public static void Write(Stream stream, SpeedReport report)
    {
        using var lines = new JsonLinesWriter(stream);
        Utf8JsonWriter json = lines.Json;
        json.WriteStartObject();
        json.WriteString("kind"u8, "speed");
        json.WriteString("model"u8, report.Model);
        json.WriteNumber("parameters"u8, report.Parameters);
        json.WriteString("precision"u8, report.Precision.Name());
        json.WriteNumber("threads"u8, report.Threads);
        json.WriteString("command"u8, report.Command);
        WriteMachine(json, report.Machine);
        json.WriteStartObject("int8_peak"u8);
        json.WriteNumber("one_thread"u8, report.Peak.OneThread);
        json.WriteNumber("all_threads"u8, report.Peak.AllThreads);
        json.WriteEndObject();
        json.WriteStartArray("lengths"u8);
        foreach (LengthSpeed speed in report.Lengths)
            WriteLength(json, speed);
        json.WriteEndArray();
        json.WriteStartArray("calls"u8);
        foreach (CallLatency call in report.Calls)
            WriteCall(json, call);
        json.WriteEndArray();
        json.WriteNumber("first_score_seconds"u8, report.FirstScoreSeconds);
        json.WriteNumber("peak_bytes"u8, report.PeakBytes);
        json.WritePropertyName("onnxruntime"u8);
        if (report.Rival is { } rival)
            WriteRival(json, rival);
        else
            json.WriteNullValue();
        json.WriteEndObject();
        lines.EndLine();
        lines.Flush();
    }

    static void WriteMachine(Utf8JsonWriter json, MachineFacts machine)
    {
        json.WriteStartObject("machine"u8);
        json.WriteString("processor"u8, machine.Processor);
        json.WriteNumber("cores"u8, machine.Cores);
        json.WriteString("runtime"u8, machine.Runtime);
        json.WriteString("system"u8, machine.OperatingSystem);
        json.WriteString("float32_kernel"u8, machine.Float32Kernel);
        json.WriteString("int8_kernel"u8, machine.Int8Kernel);
        json.WriteString("bf16_kernel"u8, machine.BFloat16Kernel);
        json.WriteEndObject();
    }

    static void WriteLength(Utf8JsonWriter json, LengthSpeed speed)
    {
        json.WriteStartObject();
        json.WriteNumber("tokens"u8, speed.Tokens);
        json.WriteNumber("pairs"u8, speed.Pairs);
        json.WriteNumber("pairs_per_second"u8, speed.PairsPerSecond);
        json.WriteNumber("tokens_per_second"u8, speed.TokensPerSecond);
        json.WriteNumber("operations_per_second"u8, speed.OperationsPerSecond);
        json.WriteNumber("share_of_peak"u8, speed.ShareOfPeak);
        json.WriteEndObject();
    }

    static void WriteCall(Utf8JsonWriter json, CallLatency call)
    {
        json.WriteStartObject();
        json.WriteNumber("documents"u8, call.Documents);
        json.WriteNumber("tokens"u8, call.Tokens);
        json.WriteNumber("calls"u8, call.Calls);
        json.WriteNumber("p50_seconds"u8, call.MedianSeconds);
        json.WriteNumber("p99_seconds"u8, call.Percentile99Seconds);
        json.WriteEndObject();
    }

    static void WriteRival(Utf8JsonWriter json, RivalReport rival)
    {
        json.WriteStartObject();
        json.WriteString("version"u8, rival.Version);
        json.WriteString("precision"u8, rival.Precision.Name());
        json.WriteStartArray("equal"u8);
        foreach (RivalSpeed speed in rival.Equal)
            WriteSpeed(json, speed);
        json.WriteEndArray();
        json.WriteStartArray("left_out"u8);
        foreach (int length in rival.LeftOut)
            json.WriteNumberValue(length);
        json.WriteEndArray();
        json.WriteStartArray("mixed"u8);
        foreach (RivalSpeed speed in rival.Mixed)
            WriteSpeed(json, speed);
        json.WriteEndArray();
        json.WriteStartObject("long_document"u8);
        LongDocumentReport document = rival.LongDocument;
        json.WriteNumber("tokens"u8, document.Tokens);
        json.WritePropertyName("speed"u8);
        WriteSpeed(json, document.Speed);
        WriteBytes(json, "winnow_peak_bytes", document.WinnowPeakBytes);
        WriteBytes(json, "onnxruntime_peak_bytes", document.RivalPeakBytes);
        json.WriteString("failure"u8, document.Failure);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteSpeed(Utf8JsonWriter json, RivalSpeed? speed)
    {
        if (speed is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        if (speed.Tokens is { } tokens)
            json.WriteNumber("tokens"u8, tokens);
        json.WriteNumber("pairs"u8, speed.Pairs);
        if (speed.PaddedBatch is { } size)
            json.WriteNumber("padded_batch"u8, size);
        json.WriteNumber("winnow_pairs_per_second"u8, speed.Winnow);
        json.WriteNumber("onnxruntime_pairs_per_second"u8, speed.Rival);
        json.WriteStartObject("ratio"u8);
        json.WriteNumber("median"u8, speed.Ratio.Median);
        json.WriteNumber("least"u8, speed.Ratio.Least);
        json.WriteNumber("most"u8, speed.Ratio.Most);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteBytes(Utf8JsonWriter json, string name, long? bytes)
    {
        if (bytes is { } known)
            json.WriteNumber(name, known);
        else
            json.WriteNull(name);
    }
}

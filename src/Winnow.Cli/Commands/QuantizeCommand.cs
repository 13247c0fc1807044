using System.CommandLine;
using System.Globalization;
using System.Text;
using Winnow.Cli.Output;
using Winnow.Quantization;

namespace Winnow.Cli.Commands;

/// <summary><c>winnow quantize</c>: an int8 folder of a model, a quarter of the size.</summary>
sealed class QuantizeCommand : CliCommand
{
    readonly Argument<string> _input = new("IN")
    {
        Description = "The model: a folder of 16- or 32-bit weights, or the name of a model that lies in WINNOW_HOME.",
    };

    readonly Argument<string> _output = new("OUT")
    {
        Description = "The folder to write: one that does not exist yet, or is empty.",
    };

    readonly Option<OutputFormat> _format = SharedOptions.Format("Names and values for people (the default), or JSON.");

    public QuantizeCommand()
        : base("quantize", "Write a model folder with int8 weights: a quarter of the size, for every --precision.")
    {
        Add(_input);
        Add(_output);
        Add(_format);
    }

    public override IReadOnlyList<string> Examples => ["winnow quantize my-model my-model-int8"];

    public override int Run(ParseResult arguments, CommandHost host, CancellationToken cancellationToken)
    {
        string output = arguments.GetValue(_output)!;
        if (output.Length == 0)
            throw new WinnowException("OUT is empty text. Name the folder to write, as in: winnow quantize my-model my-model-int8");
        QuantizationReport report = Quantize(host, arguments.GetValue(_input)!, output, cancellationToken);
        if (arguments.GetValue(_format) == OutputFormat.Table)
            WriteTable(host.Output, report);
        else
            WriteJson(host.Output, report);
        return ExitCode.Done;
    }

    static QuantizationReport Quantize(CommandHost host, string input, string output, CancellationToken cancellationToken)
    {
        double fraction = 0;
        using var line = ProgressLine.Start(host, "tensors", _ => fraction);
        IProgress<QuantizationProgress>? progress = line is null ? null : new Forward<QuantizationProgress>(value =>
        {
            fraction = value.Fraction;
            line.Report(value.Tensors);
        });
        return host.Engine.Quantize(input, output, progress, cancellationToken);
    }

    static void WriteTable(Stream stream, QuantizationReport report)
    {
        string largest = report.LargestError.ToString("G3", CultureInfo.InvariantCulture)
            + (report.LargestErrorTensor is { } tensor ? $" in {DisplayText.OneLine(tensor)}" : "");
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        foreach (FormattableString row in (FormattableString[])
            [
                $"folder          {DisplayText.OneLine(report.Folder)}",
                $"int8 matrices   {report.Matrices:N0}",
                $"bytes before    {report.BytesBefore:N0}",
                $"bytes after     {report.BytesAfter:N0}",
                $"largest error   {largest}",
                $"relative error  {report.RelativeError:P2}",
            ])
        {
            writer.WriteLine(row.ToString(CultureInfo.InvariantCulture));
        }
    }

    static void WriteJson(Stream stream, QuantizationReport report)
    {
        using var lines = new JsonLinesWriter(stream);
        var json = lines.Json;
        json.WriteStartObject();
        json.WriteString("folder"u8, report.Folder);
        json.WriteNumber("matrices"u8, report.Matrices);
        json.WriteNumber("bytes_before"u8, report.BytesBefore);
        json.WriteNumber("bytes_after"u8, report.BytesAfter);
        json.WriteNumber("largest_error"u8, report.LargestError);
        json.WriteString("largest_error_tensor"u8, report.LargestErrorTensor);
        json.WriteNumber("relative_error"u8, report.RelativeError);
        json.WriteEndObject();
        lines.EndLine();
        lines.Flush();
    }
}

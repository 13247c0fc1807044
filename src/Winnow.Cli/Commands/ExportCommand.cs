using System.CommandLine;
using System.Globalization;

namespace Winnow.Cli.Commands;

/// <summary><c>winnow export</c>: a model in a format that other runtimes read.</summary>
sealed class ExportCommand : CliCommand
{
    readonly Argument<string> _model = new("DIR") { Description = "The model: a folder, or the name of one that ships with Winnow or lies in WINNOW_HOME." };
    readonly Argument<string> _output = new("OUT") { Description = "The file to write, or an existing folder, where it becomes model.onnx. An existing file is replaced." };

    readonly Option<string> _format = new("--format")
    {
        Description = "The format: onnx, the only one so far.",
        HelpName = "onnx",
        DefaultValueFactory = _ => "onnx",
        CustomParser = result =>
        {
            string value = result.Tokens[0].Value;
            if (!value.Equals("onnx", StringComparison.OrdinalIgnoreCase))
                result.AddError($"--format must be onnx, not '{value}'.");
            return value;
        },
    };

    readonly Option<Precision?> _precision = SharedOptions.OnnxPrecision(
        "--precision", "The arithmetic of the graph's matrix products: float32 (the default), equal to the engine, or int8, a quarter of the size.");

    public ExportCommand()
        : base("export", "Write a model in ONNX format, for GPUs, browsers and other runtimes.")
    {
        Add(_model);
        Add(_output);
        Add(_format);
        Add(_precision);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "winnow export my-model my-model.onnx",
        "winnow export my-model my-model.int8.onnx --format onnx --precision int8",
    ];

    public override int Run(ParseResult arguments, CommandHost host, CancellationToken cancellationToken)
    {
        string output = arguments.GetValue(_output)!;
        if (Directory.Exists(output))
            output = Path.Combine(output, "model.onnx");
        host.Engine.Export(arguments.GetValue(_model)!, output, arguments.GetValue(_precision) ?? Precision.Float32);
        host.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"winnow: wrote {output}, {new FileInfo(output).Length / 1e6:F1} MB"));
        return ExitCode.Done;
    }
}

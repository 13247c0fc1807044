using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Winnow.Evaluation.Speed.Workloads;

namespace Winnow.Cli.Commands;

/// <summary>The options of <c>winnow bench</c> that say what is measured.</summary>
sealed class BenchArguments
{
    /// <summary>The longest pair that can be asked for.</summary>
    const int LongestLength = 1 << 20;

    public Option<string?> Model { get; } = SharedOptions.Model();

    public Option<ModelShape?> Shape { get; } = new("--shape")
    {
        Description = "Measure random weights of a published shape, jina-reranker-v1-turbo-en or -tiny-en, in place of a model: speed does not depend on the values.",
        HelpName = string.Join('|', ModelShape.All.Select(shape => shape.Name)),
        CustomParser = ParseShape,
    };

    public Option<int?> Threads { get; } = SharedOptions.Threads();

    public Option<Precision> Precision { get; } = SharedOptions.Precision();

    public Option<int[]?> Lengths { get; } = new("--lengths")
    {
        Description = "The lengths of pairs in tokens, with commas between them. Without it: 32 to 8192 in powers of two, as far as the model reads.",
        HelpName = "N,N,...",
        CustomParser = ParseLengths,
    };

    public Option<bool> Quick { get; } = SharedOptions.Switch("--quick", "Fewer and shorter runs: a minute or two in place of ten, less exact.");

    public Option<double?> Seconds { get; } = new("--seconds")
    {
        Description = "The least time of one run in seconds. Without it: 0.5, or 0.1 with --quick.",
        HelpName = "S",
        CustomParser = ParseSeconds,
    };

    public Option<BenchRival?> Against { get; } = SharedOptions.OptionalChoice<BenchRival>(
        "--against", "Run ONNX Runtime on the same weights, tokens and threads in turn with the engine, each in a process of its own.");

    public Option<Precision?> RivalPrecision { get; } = SharedOptions.OnnxPrecision(
        "--rival-precision", "The arithmetic of --against. Without it: that of --precision, and float32 beside bf16.");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[Model, Shape, Threads, Precision, Lengths, Quick, Seconds, Against, RivalPrecision])
            command.Add(option);
    }

    static ModelShape? ParseShape(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        ModelShape? shape = ModelShape.All.FirstOrDefault(shape => shape.Name.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (shape is null)
            result.AddError($"--shape must be {SharedOptions.Or([.. ModelShape.All.Select(known => known.Name)])}, not '{text}'.");
        return shape;
    }

    static int[]? ParseLengths(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        string[] parts = text.Split(',');
        int[] lengths = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out lengths[i]) && lengths[i] is > 0 and <= LongestLength)
                continue;
            result.AddError($"--lengths must be whole numbers from 1 to {LongestLength} with commas between them, as in 64,128,512, not '{text}'.");
            return null;
        }

        return lengths;
    }

    static double? ParseSeconds(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and <= 3600)
            return seconds;
        result.AddError($"--seconds must be a number above 0 and up to 3600, not '{text}'.");
        return null;
    }
}

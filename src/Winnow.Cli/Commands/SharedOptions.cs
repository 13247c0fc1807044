using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Winnow.Cli.Output;

namespace Winnow.Cli.Commands;

/// <summary>The options that several commands have, each defined once.</summary>
static class SharedOptions
{
    static readonly Precision[] _onnxPrecisions = [Winnow.Precision.Float32, Winnow.Precision.Int8];

    /// <summary>The model, where a default stands in for it.</summary>
    public static Option<string?> Model() => new("--model")
    {
        Description = "The model: a folder, or the name of one that ships with Winnow or lies in WINNOW_HOME. Without it: the default reranker.",
        HelpName = "DIR|NAME",
    };

    /// <summary>The model, where there is no default.</summary>
    public static Option<string> RequiredModel() => new("--model")
    {
        Description = "The model: a folder, or the name of one that lies in WINNOW_HOME.",
        HelpName = "DIR|NAME",
        Required = true,
    };

    /// <summary>The file to read.</summary>
    public static Option<string?> Input(string what) => new("--input")
    {
        Description = $"{what}; - is standard input, which is also read when something is piped in and nothing else is given.",
        HelpName = "FILE|-",
    };

    /// <summary>The longest input in tokens.</summary>
    /// <param name="longer">What becomes of longer ones.</param>
    public static Option<int?> MaxTokens(string longer = "longer ones are cut") => Number(
        "--max-tokens", $"The longest input in tokens, special tokens included; {longer}. Without it: the model's own limit.", 1, int.MaxValue);

    /// <summary>The number of threads.</summary>
    public static Option<int?> Threads() => Number(
        "--threads", "The number of threads that compute. Without it: one for each processor. Scores do not depend on it.", 1, 256);

    /// <summary>The arithmetic.</summary>
    public static Option<Precision> Precision() => new("--precision")
    {
        Description =
            "The arithmetic of the matrix products: int8 (the default), the fastest, where a logit moves by some hundredths; bf16, with half of float32's memory for weights and "
            + "up to 1.8 times its speed, where a logit moves by some thousandths; or float32, equal to Hugging Face.",
        HelpName = string.Join('|', PrecisionNamesOf(Enum.GetValues<Precision>())),
        DefaultValueFactory = _ => new EngineOptions().Precision,
        CustomParser = result => ParsePrecision(result, "--precision", Enum.GetValues<Precision>()) ?? default,
    };

    /// <summary>The arithmetic of an ONNX graph, or null without the option.</summary>
    public static Option<Precision?> OnnxPrecision(string name, string description) => new(name)
    {
        Description = description,
        HelpName = string.Join('|', PrecisionNamesOf(_onnxPrecisions)),
        CustomParser = result => ParsePrecision(result, name, _onnxPrecisions),
    };

    /// <summary>The form of the answer of a verb that answers line by line: there is one, and scripts may name it.</summary>
    public static Option<string?> LineFormat() => new("--format")
    {
        Description = "JSON Lines, an object for each line of the input: the only format of this command.",
        HelpName = "jsonl",
        CustomParser = result =>
        {
            string value = result.Tokens[0].Value;
            if (!value.Equals("jsonl", StringComparison.OrdinalIgnoreCase))
                result.AddError($"--format must be jsonl here, not '{value}': the answers come line by line.");
            return value;
        },
    };

    /// <summary>The form of the answer.</summary>
    public static Option<OutputFormat> Format(string description) => Choice<OutputFormat>("--format", description);

    /// <summary>One of the names of an enumeration; without the option its first.</summary>
    public static Option<T> Choice<T>(string name, string description)
        where T : struct, Enum => new(name)
        {
            Description = description,
            HelpName = string.Join('|', Names<T>()),
            CustomParser = result => ParseChoice<T>(result, name),
        };

    /// <summary>One of the names of an enumeration, or null without the option.</summary>
    public static Option<T?> OptionalChoice<T>(string name, string description)
        where T : struct, Enum => new(name)
        {
            Description = description,
            HelpName = string.Join('|', Names<T>()),
            CustomParser = result => ParseChoice<T>(result, name),
        };

    /// <summary>The name of a JSON field.</summary>
    public static Option<string> Field(string name, string description, string? usual) => new(name)
    {
        Description = $"{description}; dots lead into nested objects.{(usual is null ? "" : $" Without it: {usual}.")}",
        HelpName = "NAME",
    };

    /// <summary>A whole number in a range.</summary>
    public static Option<int?> Number(string name, string description, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => ParseNumber(result, name, least, most),
    };

    /// <summary>A switch without a value, so that it never swallows the argument after it.</summary>
    public static Option<bool> Switch(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>Writes names as <c>a, b or c</c>.</summary>
    public static string Or(IReadOnlyList<string> names) => names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}";

    static string[] PrecisionNamesOf(Precision[] precisions) => Array.ConvertAll(precisions, precision => precision.Name());

    static Precision? ParsePrecision(ArgumentResult result, string option, Precision[] choice)
    {
        string text = result.Tokens[0].Value;
        bool known = PrecisionNames.TryParse(text, out Precision precision);
        if (known && choice.Contains(precision))
            return precision;
        string reason = known ? ": ONNX models have these two only" : "";
        result.AddError($"{option} must be {Or(PrecisionNamesOf(choice))}, not '{text}'{reason}.");
        return null;
    }

    static string[] Names<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(value => value.ToLowerInvariant())];

    static T ParseChoice<T>(ArgumentResult result, string name)
        where T : struct, Enum
    {
        string text = result.Tokens[0].Value;
        if (!Enum.TryParse<T>(text, ignoreCase: true, out T value) || char.IsAsciiDigit(text[0]))
            result.AddError($"{name} must be {Or(Names<T>())}, not '{text}'.");
        return value;
    }

    static int? ParseNumber(ArgumentResult result, string name, int least, int most)
    {
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
            return number;

        string range = most == int.MaxValue ? $"a whole number from {least}" : $"a whole number from {least} to {most}";
        result.AddError($"{name} must be {range}, not '{text}'.");
        return null;
    }
}

using System.Globalization;

namespace Winnow.Evaluation.Reports.Page;

/// <summary>Numbers as tables show them; what is not known is a hyphen.</summary>
static class Written
{
    /// <summary>What stands for a number that is not there.</summary>
    public const string Nothing = "-";

    /// <summary>A metric between 0 and 1.</summary>
    public static string Metric(double? value) => Format(value, "F4");

    /// <summary>A published metric, which has three or four digits.</summary>
    public static string Published(double? value) => Format(value, "0.000#");

    /// <summary>A number in millions.</summary>
    public static string Millions(double? value) => value is { } known ? $"{Format(known / 1e6, "F1")} M" : Nothing;

    /// <summary>Bytes in megabytes.</summary>
    public static string Megabytes(double? value) => value is { } known ? $"{Format(known / 1e6, "N0")} MB" : Nothing;

    /// <summary>A rate: whole from ten on.</summary>
    public static string Rate(double? value) => Format(value, value < 10 ? "F1" : "N0");

    /// <summary>A time in seconds.</summary>
    public static string Seconds(double? value) => Format(value, "F3");

    /// <summary>A count.</summary>
    public static string Count(int? value) => Format(value, "N0");

    /// <summary>A value in a format.</summary>
    public static string Format(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? Nothing;
}

using System.Globalization;

namespace Winnow.Container;

/// <summary>Reads environment variables, with messages that name them. Empty ones count as not set.</summary>
readonly struct EnvironmentReader(Func<string, string?> variable)
{
    /// <summary>Reads a text.</summary>
    public string? Text(string name) => variable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    /// <summary>Reads a whole number.</summary>
    /// <exception cref="WinnowException">It is none, or out of its range.</exception>
    public int? Number(string name, int least, int most)
    {
        if (Text(name) is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw Wrong(name, text, $"a whole number from {least} to {most}");
    }

    /// <summary>Reads a switch.</summary>
    /// <exception cref="WinnowException">It is none.</exception>
    public bool Switch(string name) => Text(name) switch
    {
        null => false,
        { } text when Is(text, "true") || text == "1" => true,
        { } text when Is(text, "false") || text == "0" => false,
        { } text => throw Wrong(name, text, "true or false"),
    };

    /// <summary>Says what is wrong with a variable.</summary>
    public static WinnowException Wrong(string name, string given, string wanted) => new($"The environment variable {name} must be {wanted}, not '{given}'.");

    static bool Is(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
}

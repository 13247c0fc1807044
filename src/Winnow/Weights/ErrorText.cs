using System.Globalization;
using System.Text;

namespace Winnow.Weights;

/// <summary>The parts that the messages of this folder have in common.</summary>
static class ErrorText
{
    const int LongestName = 120;

    /// <summary>The advice for a file whose content cannot be right.</summary>
    internal const string Damaged = "The file is damaged or was written by a faulty tool: fetch or export it again.";

    /// <summary>Quotes a name from a file, shortened and without control characters: it may be hostile, and messages end in logs.</summary>
    internal static string Quote(string name)
    {
        var text = new StringBuilder("\"");
        foreach (char c in name.AsSpan(0, Math.Min(name.Length, LongestName)))
            text.Append(char.IsControl(c) || char.IsSurrogate(c) && name.Length > LongestName ? '?' : c);
        return text.Append(name.Length > LongestName ? "…\"" : "\"").ToString();
    }

    /// <summary>Writes a shape as <c>[3072,384]</c>.</summary>
    internal static string Shape(IReadOnlyList<long> shape) => $"[{string.Join(',', shape)}]";

    /// <summary>Writes a shape as <c>[3072,384]</c>.</summary>
    internal static string Shape(ReadOnlySpan<int> shape)
    {
        var text = new StringBuilder("[");
        foreach (int size in shape)
            text.Append(text.Length > 1 ? "," : "").Append(size.ToString(CultureInfo.InvariantCulture));
        return text.Append(']').ToString();
    }

    /// <summary>Writes a number with the thousands marked.</summary>
    internal static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Says whether an exception comes from the file system, so that it is the user's to put right.</summary>
    internal static bool IsFileError(Exception error) => error is IOException or UnauthorizedAccessException or NotSupportedException or System.Security.SecurityException
        or ArgumentException;
}

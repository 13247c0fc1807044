using System.Globalization;
using System.Text.Json;

namespace Winnow.Evaluation.Reports.Inputs;

/// <summary>A value in a report's JSON that knows where it stands, so that messages can say what is missing or wrong.</summary>
/// <param name="file">The file.</param>
/// <param name="path">The way to the value, such as <c>results[2].complete</c>; empty for the file's own object.</param>
/// <param name="element">The value.</param>
readonly struct ReportField(string file, string path, JsonElement element)
{
    /// <summary>Gets the file.</summary>
    public string File => file;

    /// <summary>Gets a field that must be there, under the first of its names.</summary>
    /// <exception cref="WinnowException">It is missing.</exception>
    public ReportField this[string name] => Optional(name) ?? throw new ReportField(file, PathOf(name), element).Error("is missing.");

    /// <summary>Gets a field that may be missing or null.</summary>
    /// <param name="names">The names it goes by; the first that is there counts.</param>
    /// <exception cref="WinnowException">This is no object.</exception>
    public ReportField? Optional(params ReadOnlySpan<string> names)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Error($"is {Kind}, not an object.");
        foreach (string name in names)
        {
            if (element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
                return new(file, PathOf(name), value);
        }

        return null;
    }

    /// <summary>Gets the text.</summary>
    /// <exception cref="WinnowException">It is no text, or an empty one.</exception>
    public string Text()
    {
        if (element.ValueKind != JsonValueKind.String)
            throw Error($"is {Kind}, not text in quotation marks.");
        try
        {
            return element.GetString() is { Length: > 0 } text ? text : throw Error("is empty text.");
        }
        catch (InvalidOperationException cause)
        {
            throw Error("has half of a surrogate pair, which is no character.", cause);
        }
    }

    /// <summary>Gets the number.</summary>
    /// <param name="least">The least that makes sense.</param>
    /// <param name="most">The most that makes sense.</param>
    /// <exception cref="WinnowException">It is no number, or out of range.</exception>
    public double Number(double least = 0, double most = double.MaxValue)
    {
        if (element.ValueKind != JsonValueKind.Number)
            throw Error($"is {Kind}, not a number.");
        double value = element.GetDouble();
        if (value >= least && value <= most)
            return value;
        string range = most < double.MaxValue ? $"from {Written(least)} to {Written(most)}" : least > 0 ? "above 0" : "of 0 or more";
        throw Error($"is {element.GetRawText()}, not a number {range}.");
    }

    /// <summary>Gets the whole number.</summary>
    /// <exception cref="WinnowException">It is no whole number of 0 or more.</exception>
    public int Count() =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int value) && value >= 0 ? value : throw Error($"is {Kind}, not a whole number of 0 or more.");

    /// <summary>Gets the items of an array.</summary>
    /// <exception cref="WinnowException">It is no array.</exception>
    public IReadOnlyList<ReportField> Items()
    {
        if (element.ValueKind != JsonValueKind.Array)
            throw Error($"is {Kind}, not an array.");
        List<ReportField> items = [];
        foreach (JsonElement item in element.EnumerateArray())
            items.Add(new(file, string.Create(CultureInfo.InvariantCulture, $"{path}[{items.Count}]"), item));
        return items;
    }

    /// <summary>Makes the message for a file that cannot be used.</summary>
    public WinnowException Error(string problem, Exception? cause = null) =>
        new($"{file}{(path.Length > 0 ? $", field \"{path}\"" : "")}: {(path.Length > 0 ? "" : "the file ")}{problem} Give the report.json of winnow eval beir or winnow eval rag, or the output of winnow bench --format json.", cause!);

    string Kind => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "text",
        JsonValueKind.Number => $"the number {element.GetRawText()}",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    string PathOf(string name) => path.Length > 0 ? $"{path}.{name}" : name;

    static string Written(double value) => value.ToString(CultureInfo.InvariantCulture);
}

using System.Text.Json;

namespace Winnow.Tokenization.Json;

/// <summary>A value of tokenizer.json that knows its path, so that each complaint can say where it is.</summary>
readonly struct ConfigNode(JsonElement element, string path, string source)
{
    /// <summary>Gets the path from the root, for instance <c>pre_tokenizer.pretokenizers[1].type</c>.</summary>
    public string Path => path;

    /// <summary>Gets the name of the file.</summary>
    public string Source => source;

    /// <summary>Gets the kind of the value.</summary>
    public JsonValueKind Kind => element.ValueKind;

    /// <summary>Makes the exception that says what is wrong with this value.</summary>
    /// <param name="problem">What is wrong and what to do, after the path: "is …; …".</param>
    public WinnowException Error(string problem) => new($"{source}: `{path}` {problem}.");

    /// <summary>Gets a member, or null where it is missing or null.</summary>
    public ConfigNode? Optional(string name)
    {
        Expect(JsonValueKind.Object, "an object");
        return element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new ConfigNode(value, path.Length == 0 ? name : $"{path}.{name}", source)
            : null;
    }

    /// <summary>Gets a member that must be there.</summary>
    public ConfigNode Required(string name) =>
        Optional(name) ?? throw Error($"has no `{name}`; add it, or take the tokenizer.json that the model was published with");

    /// <summary>Gets the `type` of a step.</summary>
    public string StepType() => Required("type").String();

    /// <summary>Reads a string.</summary>
    public string String()
    {
        Expect(JsonValueKind.String, "a string");
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Error("is not valid Unicode; write the characters themselves");
        }
    }

    /// <summary>Reads a string of which some member may be missing: <paramref name="fallback"/> then.</summary>
    public string String(string name, string fallback) => Optional(name)?.String() ?? fallback;

    /// <summary>Reads a truth value that must be there.</summary>
    public bool Bool(string name) => Required(name).Bool();

    /// <summary>Reads a truth value, or <paramref name="fallback"/> where it is missing.</summary>
    public bool Bool(string name, bool fallback) => Optional(name)?.Bool() ?? fallback;

    /// <summary>Reads a truth value.</summary>
    public bool Bool() => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Error($"is {Describe(element.ValueKind)}; it must be true or false"),
    };

    /// <summary>Gets whether this is the number zero, in whatever way it is written.</summary>
    public bool IsZero => element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out double value) && value == 0;

    /// <summary>Reads a whole number from 0 to <paramref name="highest"/>.</summary>
    public int Number(int highest)
    {
        Expect(JsonValueKind.Number, "a whole number");
        if (!element.TryGetInt64(out long value) || value < 0 || value > highest)
            throw Error($"is {Shorten(element.GetRawText())}; it must be a whole number from 0 to {highest}");
        return (int)value;
    }

    /// <summary>Reads a list.</summary>
    public List<ConfigNode> Items()
    {
        Expect(JsonValueKind.Array, "a list");
        var items = new List<ConfigNode>(element.GetArrayLength());
        foreach (var item in element.EnumerateArray())
            items.Add(new ConfigNode(item, $"{path}[{items.Count}]", source));
        return items;
    }

    /// <summary>Reads the members of an object in their order.</summary>
    public List<(string Name, ConfigNode Value)> Members()
    {
        Expect(JsonValueKind.Object, "an object");
        var members = new List<(string, ConfigNode)>();
        foreach (var member in element.EnumerateObject())
            members.Add((member.Name, new ConfigNode(member.Value, $"{path}.{member.Name}", source)));
        return members;
    }

    /// <summary>Shortens text from the file for a message.</summary>
    public static string Shorten(string text) => text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 57), "...");

    void Expect(JsonValueKind kind, string wanted)
    {
        if (element.ValueKind != kind)
            throw Error($"is {Describe(element.ValueKind)}; it must be {wanted}");
    }

    static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        JsonValueKind.Undefined => "missing",
        _ => "true or false",
    };
}

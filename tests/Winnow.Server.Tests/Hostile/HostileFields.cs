using System.Text.Json.Nodes;

namespace Winnow.Server.Tests.Hostile;

/// <summary>Bodies that are JSON, with something in them that cannot be.</summary>
static class HostileFields
{
    /// <summary>Makes the bodies of a route.</summary>
    public static IEnumerable<HostileBody> Of(string route, GoodBody good)
    {
        foreach ((string path, FieldKind kind) in good.Fields)
        {
            foreach (string value in Wrong(kind))
            {
                // The one API that takes a text where others take lists, and the other way round.
                if (good.Dialect == "vllm" && (path, value) is ("documents", "\"x\"") or ("queries", "[\"a\"]"))
                    continue;
                yield return HostileBody.Of(route, $"{good.Dialect}: {path} = {Short(value)}", With(good, path, value));
            }

            if (kind is FieldKind.RequiredText or FieldKind.RequiredObject or FieldKind.Documents)
            {
                yield return HostileBody.Of(route, $"{good.Dialect}: {path} is null", With(good, path, "null"));
                yield return HostileBody.Of(route, $"{good.Dialect}: without {path}", With(good, path, null));
            }
        }

        foreach (string name in good.Object().Select(property => property.Key))
        {
            yield return HostileBody.Of(route, $"{good.Dialect}: {name} twice", good.Json[..^1] + $",\"{name}\":1}}");
            yield return HostileBody.Of(route, $"{good.Dialect}: {name} twice, once escaped", good.Json[..^1] + $",\"\\u{(int)name[0]:x4}{name[1..]}\":1}}");
        }

        yield return HostileBody.Of(route, $"{good.Dialect}: half a surrogate pair as a name", good.Json[..^1] + ",\"\\ud800\":1}");
        yield return HostileBody.Of(route, $"{good.Dialect}: half a surrogate pair in a field that is not known", good.Json[..^1] + ",\"x\":{\"\\udc00\":\"\\ud800\"}}");
        yield return HostileBody.Of(route, $"{good.Dialect}: the object in a list", $"[{good.Json}]");
        yield return HostileBody.Of(route, $"{good.Dialect}: the object as text", $"\"{good.Json.Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
    }

    static IEnumerable<string> Wrong(FieldKind kind) => kind switch
    {
        FieldKind.Text => ["true", "0", "-1.5", "1e999", "[]", "[\"a\"]", "{}", "\"\\ud800\"", "\"a\\udc00b\"", "\"\\udc00\\ud800\""],
        FieldKind.RequiredText => [.. Wrong(FieldKind.Text), "\"\"", "\" \\t\\n\"", "[\"a\",\"b\"]", "[1]", "[[]]", "[null]"],
        FieldKind.RequiredObject => ["true", "0", "\"text\"", "[]", "[{}]", "{}", "{\"text\":1}", "{\"text\":null}"],
        FieldKind.Documents =>
        [
            "true", "0", "1e999", "\"x\"", "{}", "{\"0\":\"a\"}", "[]", "[1]", "[true]", "[null]", "[[]]", "[[\"a\"]]", "[{}]", "[{\"text\":1}]", "[{\"text\":null}]", "[{\"text\":[]}]", "[{\"text\":{}}]",
            "[\"a\",1]", "[\"a\",\"\\ud800\"]", "[{\"text\":\"\\udfff\"}]", "[{\"text\":\"a\",\"text\":\"b\"}]", "[{\"text\":\"a\",\"\\udfff\":1}]", "[{\"text\":\"a\",\"x\":\"\\udfff\"}]", ManyDocuments,
        ],
        FieldKind.Integer => ["true", "\"x\"", "\"\"", "\"\\ud800\"", "[]", "[1]", "{}", "1.5", "-1", "1e999", "-1e999", "99999999999", "1e-5", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "\"1e400\"", "\"0x10\"", Nines],
        FieldKind.PositiveInteger => [.. Wrong(FieldKind.Integer), "0", "\"0\"", "-0.0"],
        FieldKind.Switch => ["0", "1", "1e999", "\"yes\"", "\"\"", "\"\\ud800\"", "[]", "[true]", "{}"],
        FieldKind.Seconds => ["true", "\"x\"", "[]", "{}", "0", "-1", "1e999", "86401", "\"NaN\"", "\"Infinity\"", Nines],
        FieldKind.Spans =>
        [
            "1", "\"x\"", "[]", "[true]", "{\"max_spans\":0}", "{\"max_spans\":-1}", "{\"max_spans\":\"x\"}", "{\"max_spans\":1e999}", "{\"threshold\":\"x\"}", "{\"threshold\":{}}", "{\"threshold\":1e999}", "{\"threshold\":\"NaN\"}",
        ],
        FieldKind.Names => ["true", "1", "\"text\"", "{}", "[]", "[1]", "[null]", "[[]]", "[\"no such field\"]", "[\"\\ud800\"]"],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    static readonly string ManyDocuments = $"[{string.Join(',', Enumerable.Repeat("\"a\"", 100_000))}]";

    static readonly string Nines = new('9', 500);

    // As text: the values are such as no writer would write.
    static string With(GoodBody good, string path, string? value)
    {
        const string mark = "the value's place";
        JsonObject body = good.Object();
        JsonObject parent = body;
        string[] names = path.Split('.');
        foreach (string name in names[..^1])
            parent = parent[name]!.AsObject();
        parent.Remove(names[^1]);
        if (value is not null)
            parent[names[^1]] = mark;
        // Documents that are objects only are needed for names of fields to be looked at.
        if (path == "rank_fields")
            body["documents"] = new JsonArray(new JsonObject { ["text"] = "a" });
        return body.ToJsonString().Replace($"\"{mark.Replace("'", "\\u0027", StringComparison.Ordinal)}\"", value, StringComparison.Ordinal);
    }

    static string Short(string text) => text.Length > 40 ? text[..40] : text;
}

using System.IO.Compression;
using System.Text;

namespace Winnow.Server.Tests.Hostile;

/// <summary>Bodies that are no JSON, no UTF-8, or nothing that a server should take in.</summary>
static class HostileText
{
    const int Seed = 20_231;

    static readonly byte[][] _notUtf8 = [[0x80], [0xBF], [0xC0, 0xAF], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF]];

    /// <summary>Makes the bodies of a route.</summary>
    public static IEnumerable<HostileBody> Of(string route, GoodBody good)
    {
        string text = good.Json;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int length = 0; length < bytes.Length; length++)
            yield return new HostileBody(route, $"{good.Dialect}: cut after {length} bytes", bytes[..length]);
        foreach (string rest in (string[])["x", "{}", "[]", ",", "}", "]", "\"", "\0", "//", "/**/", "null", text])
            yield return HostileBody.Of(route, $"{good.Dialect}: followed by {rest}", text + rest);
        foreach (string start in (string[])["\uFEFF", "x", "[", "{", ",", "//\n", ")]}',\n", "\0", "data="])
            yield return HostileBody.Of(route, $"{good.Dialect}: after {start}", start + text);
        foreach (byte[] wrong in _notUtf8)
        {
            for (int at = 0; at <= bytes.Length; at += 13)
                yield return new HostileBody(route, $"{good.Dialect}: {Convert.ToHexString(wrong)} at {at}", [.. bytes[..at], .. wrong, .. bytes[at..]]);
        }

        int inText = text.IndexOf("heron", StringComparison.Ordinal);
        for (char control = '\0'; control < ' '; control++)
            yield return HostileBody.Of(route, $"{good.Dialect}: control character {(int)control} in a text", text.Insert(inText, control.ToString()));
        foreach (string escape in (string[])["\\x41", "\\u12", "\\u{41}", "\\'", "\\a", "\\uZZZZ"])
            yield return HostileBody.Of(route, $"{good.Dialect}: escape {escape}", text.Insert(inText, escape + "\""));
        foreach (string value in (string[])["NaN", "Infinity", "-Infinity", "nan", "None", "True", "undefined", "0x10", "01", "+1", ".5", "1.", "1e", "--1", "1_000", "'a'", "`a`", "", "{a:1}", "{,}", "[1,]", "[,1]", "{\"a\":1,}", "{\"a\"}", "{1:2}", "/*c*/1", "#", "<x/>"])
            yield return HostileBody.Of(route, $"{good.Dialect}: field = {value}", text[..^1] + $",\"x\":{value}}}");
        foreach (int depth in (int[])[64, 65, 1000, 100_000])
        {
            yield return HostileBody.Of(route, $"{good.Dialect}: {depth} lists deep", text[..^1] + $",\"x\":{new string('[', depth)}{new string(']', depth)}}}");
            yield return HostileBody.Of(route, $"{good.Dialect}: {depth} objects deep", text[..^1] + $",\"x\":{string.Concat(Enumerable.Repeat("{\"x\":", depth))}1{new string('}', depth + 1)}");
        }

        foreach (Encoding encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32])
        {
            yield return new HostileBody(route, $"{good.Dialect}: in {encoding.WebName}", encoding.GetBytes(text), $"application/json; charset={encoding.WebName}");
            yield return new HostileBody(route, $"{good.Dialect}: in {encoding.WebName} with its mark", [.. encoding.GetPreamble(), .. encoding.GetBytes(text)]);
        }

        yield return new HostileBody(route, $"{good.Dialect}: packed", Packed(bytes), "application/json", "gzip");
        foreach (string type in (string[])["text/plain", "text/html", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/octet-stream", "application/jsonx", "json", "*/*", "application/json, text/plain"])
            yield return new HostileBody(route, $"{good.Dialect}: as {type}", bytes, type);
    }

    /// <summary>Makes bodies of a route that have nothing of a good one.</summary>
    public static IEnumerable<HostileBody> Of(string route)
    {
        foreach (string text in (string[])["", " ", "\n\n", "\uFEFF", "null", "true", "false", "0", "-1", "1e999", "\"\"", "\"query\"", "[]", "[[]]", "[{}]", "{}", "{\"\":\"\"}", "{\"query\":\"q\"}", "{\"documents\":[\"d\"]}", "{'query':'q'}", "{query:1}", "<query/>", "query=q&documents=d", "--x\r\n", new string('[', 1_000_000), new string('"', 10_001), new string(' ', 1_000_000), new string('9', 1_000_000)])
            yield return HostileBody.Of(route, $"nothing but {(text.Length > 20 ? text[..20] : text)}", text);
        var random = new Random(Seed);
        for (int i = 0; i < 100; i++)
        {
            byte[] noise = new byte[random.Next(1, 300)];
            random.NextBytes(noise);
            yield return new HostileBody(route, $"noise {i}", noise);
            yield return new HostileBody(route, $"printable noise {i}", Array.ConvertAll(noise, value => (byte)(' ' + (value % 95))));
        }

        // A byte more than the server takes, of text that is right otherwise.
        yield return HostileBody.Of(route, "too large", $"{{\"query\":\"{new string('q', (int)WinnowServerOptions.DefaultMaxBodyBytes)}\"}}");
    }

    static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}

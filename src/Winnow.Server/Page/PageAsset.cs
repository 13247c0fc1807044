using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Winnow.Server.Page;

/// <summary>A file of the page, which lies in the assembly so that a server of one file has it too.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Bytes">What it says.</param>
/// <param name="Tag">A hash of it: browsers ask again and get 304 until another version is installed.</param>
sealed record PageAsset(string Name, string ContentType, ReadOnlyMemory<byte> Bytes, EntityTagHeaderValue Tag)
{
    /// <summary>The file that is the page itself.</summary>
    public const string IndexName = "index.html";

    // As in the project file.
    const string ResourcePrefix = "Winnow.Server.Page.wwwroot.";

    /// <summary>Reads all files.</summary>
    public static IReadOnlyList<PageAsset> LoadAll() =>
        [.. typeof(PageAsset).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Load)];

    static PageAsset Load(string resource)
    {
        using Stream stream = typeof(PageAsset).Assembly.GetManifestResourceStream(resource)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        string name = resource[ResourcePrefix.Length..];
        return new PageAsset(name, TypeOf(name), bytes, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\""));
    }

    static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => throw new NotSupportedException($"The page has no media type for {name}; add it to {nameof(PageAsset)}."),
    };
}

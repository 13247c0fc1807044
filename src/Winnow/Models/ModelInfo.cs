using Winnow.Models.SentenceTransformers;

namespace Winnow.Models;

/// <summary>Facts about a model folder.</summary>
public sealed record ModelInfo
{
    /// <summary>Gets the folder's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the folder's full path.</summary>
    public required string Folder { get; init; }

    /// <summary>Gets the architecture in words, for instance <c>JinaBERT</c>, or null where it was not recognised.</summary>
    public required string? Architecture { get; init; }

    /// <summary>Gets what the model is for: <c>reranker</c> or <c>embedder</c>, or null where that is unclear.</summary>
    public required string? Purpose { get; init; }

    /// <summary>Gets further facts in the order in which they are shown: name and value, for instance <c>layers</c> and <c>6</c>.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Details { get; init; }

    /// <summary>Gets the number of parameters in the folder's weight files.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>Gets the longest input in tokens that the folder states.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Gets each thing that keeps the folder from loading: what, where and what to do. Empty for a folder that loads.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Finds a model's tokenizer.json, for programs that only tokenize.</summary>
    /// <param name="model">A folder or a name, or null for the model that ships with Winnow.</param>
    /// <returns>The full path where the file should be; it may be missing.</returns>
    /// <exception cref="WinnowException">There is no such folder, or its modules.json is malformed.</exception>
    public static string FindTokenizer(string? model)
    {
        string folder = ModelFolder.Find(model ?? ModelFolder.Default);
        return Path.Combine(ModuleList.TryRead(folder)?.EncoderFolder ?? folder, "tokenizer.json");
    }

    /// <summary>Reads the facts of a folder. What keeps it from loading is listed in <see cref="Problems"/>, not thrown.</summary>
    /// <param name="model">A folder, or the name of a model that ships with Winnow or lies in <c>WINNOW_HOME</c>.</param>
    /// <returns>The facts. The folder was loaded once, and released, to find its problems.</returns>
    /// <exception cref="WinnowException">There is no such folder.</exception>
    public static ModelInfo Inspect(string model) => ModelInspection.Inspect(model);
}

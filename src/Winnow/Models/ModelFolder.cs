namespace Winnow.Models;

/// <summary>Finds a model folder by its path or its name.</summary>
static class ModelFolder
{
    /// <summary>The environment variable with the folder of the user's own models.</summary>
    public const string HomeVariable = "WINNOW_HOME";

    /// <summary>The model that serves where none is named.</summary>
    public const string Default = "turbo";

    /// <summary>Finds a folder.</summary>
    /// <param name="model">A path, or a name such as <c>turbo</c> or <c>winnow-turbo-en</c>.</param>
    /// <returns>The full path of a folder that exists.</returns>
    /// <exception cref="WinnowException">There is no such folder.</exception>
    public static string Find(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (string.IsNullOrWhiteSpace(model))
            throw new WinnowException($"The model is empty text. Give a model folder or one of the names: {string.Join(", ", Names())}.");
        if (Directory.Exists(model))
            return Path.GetFullPath(model);
        if (File.Exists(model))
            throw new WinnowException($"{model}: this is a file. Give the folder that holds config.json, tokenizer.json and model.safetensors.");
        // A name is one word: "models/x" or "../x" can only be meant as a path.
        if (model.AsSpan().IndexOfAny('/', '\\') < 0)
        {
            foreach (string root in Roots())
            {
                foreach (string name in (ReadOnlySpan<string>)[model, $"winnow-{model}-en"])
                {
                    string folder = Path.Combine(root, name);
                    if (Directory.Exists(folder))
                        return folder;
                }
            }
        }

        throw new WinnowException(
            $"{model}: there is no such model folder, and no model of that name. Known names: {string.Join(", ", Names())}. Models of your own are looked for in the folder that {HomeVariable} names.");
    }

    /// <summary>Gets the names of the models that ship with Winnow or lie in <c>WINNOW_HOME</c>.</summary>
    public static IReadOnlyList<string> Names()
    {
        SortedSet<string> names = new(StringComparer.Ordinal);
        foreach (string root in Roots())
        {
            foreach (string folder in Directory.EnumerateDirectories(root))
                names.Add(Path.GetFileName(folder));
        }

        return names.Count > 0 ? [.. names] : ["none found"];
    }

    static IEnumerable<string> Roots()
    {
        if (Environment.GetEnvironmentVariable(HomeVariable) is { Length: > 0 } home && Directory.Exists(home))
            yield return Path.GetFullPath(home);
        string shipped = Path.Combine(AppContext.BaseDirectory, "models");
        if (Directory.Exists(shipped))
            yield return shipped;
    }
}

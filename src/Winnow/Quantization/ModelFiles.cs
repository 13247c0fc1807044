using Winnow.Models.Configuration;

namespace Winnow.Quantization;

/// <summary>The files of a model folder that a quantized one has unchanged.</summary>
static class ModelFiles
{
    // Tokenizers, settings, the model's own code and texts about it. A list of what is taken, so that no weights in any other format come along, nor leftovers of a training.
    static readonly string[] Kinds = [".json", ".txt", ".model", ".md", ".jinja", ".py"];

    static readonly string[] Texts = ["LICENSE", "LICENCE", "NOTICE", "COPYING", "README"];

    /// <summary>Lists the files of a folder and of its modules, by their paths relative to it.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="encoder">The folder of the encoder, whose weights and config.json are made anew: the model folder or one below it.</param>
    public static IReadOnlyList<string> Find(string folder, string encoder)
    {
        List<string> files = [];
        foreach (string part in (string[])[folder, .. Modules(folder)])
        {
            bool isEncoder = IsSame(part, encoder);
            bool isModule = !isEncoder && !IsSame(part, folder);
            foreach (string file in Directory.EnumerateFiles(part).Order(StringComparer.Ordinal))
            {
                string name = Path.GetFileName(file);
                if ((isModule && IsWeights(name)) || (IsKept(name) && !(isEncoder && name == "config.json")))
                    files.Add(Path.GetRelativePath(folder, file));
            }
        }

        return files;
    }

    // Modules after the encoder are small, and their rounding would go straight into the result.
    static bool IsWeights(string name) => name.EndsWith(".safetensors", StringComparison.Ordinal) || name == "model.safetensors.index.json";

    static bool IsKept(string name) =>
        !name.EndsWith(".index.json", StringComparison.OrdinalIgnoreCase)
        && (Kinds.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase) || Texts.Contains(Path.GetFileNameWithoutExtension(name), StringComparer.OrdinalIgnoreCase));

    // The engine has read modules.json before and checked that each path is the plain name of a folder.
    static IEnumerable<string> Modules(string folder)
    {
        string path = Path.Combine(folder, "modules.json");
        if (JsonFile.TryRead(path) is not { } modules)
            return [];
        return modules.EnumerateArray()
            .Select(module => JsonFile.Text(module.GetProperty("path"), path))
            .Where(name => name.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Select(name => Path.Combine(folder, name))
            .Where(Directory.Exists);
    }

    static bool IsSame(string one, string other) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(one)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(other));
}

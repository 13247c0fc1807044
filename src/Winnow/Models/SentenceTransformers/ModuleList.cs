using System.Text.Json;
using Winnow.Kernels.Elementwise;
using Winnow.Models.Configuration;
using Winnow.Models.Heads;
using Winnow.Weights;

namespace Winnow.Models.SentenceTransformers;

/// <summary>The parts of a sentence-transformers folder after the encoder, as modules.json lists them: pooling, dense layers, norms.</summary>
sealed class ModuleList
{
    readonly string _folder;
    readonly List<(string Kind, string Path)> _modules;

    ModuleList(string folder, List<(string Kind, string Path)> modules)
    {
        _folder = folder;
        _modules = modules;
    }

    string PoolingFile => Path.Combine(_folder, _modules[1].Path, "config.json");

    /// <summary>Gets the folder of the encoder: its configuration, weights and tokenizer.</summary>
    public string EncoderFolder => Path.Combine(_folder, _modules[0].Path);

    /// <summary>Gets whether anything follows the encoder.</summary>
    public bool HasHead => _modules.Count > 1;

    /// <summary>Gets whether the last module gives a single number, as a cross-encoder's does.</summary>
    public bool EndsInOneNumber => _modules[^1] is ("Dense", var path)
        && JsonSettings.TryRead(Path.Combine(_folder, path, "config.json"))?.Int("out_features", 1, 1 << 20, 2) == 1;

    /// <summary>Gets whether the encoder is followed by a pooling that takes the first token's vector. What is wrong with the pooling is told when it is loaded.</summary>
    public bool PoolsFirstToken => HasHead && _modules[1].Kind == "Pooling"
        && JsonSettings.TryRead(PoolingFile) is { } config && PoolingModes(config) is ["cls"];

    /// <summary>Reads the list of a folder.</summary>
    /// <returns>The list, or null where the folder has no modules.json.</returns>
    /// <exception cref="WinnowException">The file is malformed.</exception>
    public static ModuleList? TryRead(string folder)
    {
        string path = Path.Combine(folder, "modules.json");
        if (JsonFile.TryRead(path) is not { } root)
            return null;
        if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() == 0)
            throw new WinnowException($"{path}: expected a list of modules, found {JsonFile.Describe(root)}.");
        List<(string, string)> modules = [];
        foreach (JsonElement module in root.EnumerateArray())
        {
            string type = Field(module, "type", path);
            modules.Add((type[(type.LastIndexOf('.') + 1)..], Folder(Field(module, "path", path), path)));
        }

        // The first versions named the module after its model.
        if (modules[0].Item1 is not ("Transformer" or "BERT" or "RoBERTa" or "XLMRoBERTa"))
            throw new WinnowException($"{path}: the first module is \"{modules[0].Item1}\"; only folders that begin with a Transformer are supported.");
        return new ModuleList(folder, modules);
    }

    /// <summary>Loads what follows the encoder.</summary>
    /// <param name="source">The encoder's folder.</param>
    /// <exception cref="WinnowException">A module is missing, malformed or not supported.</exception>
    public Head LoadHead(ModelSource source)
    {
        if (!HasHead || _modules[1].Kind != "Pooling")
            throw new WinnowException($"{Path.Combine(_folder, "modules.json")}: the module after the Transformer must be a Pooling.");
        List<HeadLayer> layers = [];
        int size = source.HiddenSize;
        foreach ((string kind, string path) in _modules.Skip(2))
        {
            // Dropout only works in training.
            if (kind == "Dropout")
                continue;
            layers.Add(LoadLayer(kind, Path.Combine(_folder, path), size, source));
            size = layers[^1].OutputSize;
        }

        return new Head(PoolingOf(PoolingFile), source.HiddenSize, layers);
    }

    HeadLayer LoadLayer(string kind, string folder, int size, ModelSource source)
    {
        switch (kind)
        {
            case "Normalize":
                return new NormalizeHeadLayer(size);
            case "Dense":
                return LoadDense(folder, size, source);
            case "LayerNorm":
                using (ModelWeights weights = ModelWeights.Open(folder))
                {
                    // sentence-transformers leaves the epsilon at PyTorch's default.
                    return new NormHeadLayer(source.With(weights).Norm("norm", size, 1e-5), size);
                }

            default:
                throw new WinnowException(
                    $"{Path.Combine(_folder, "modules.json")}: the module \"{kind}\" is not supported. Supported after the Transformer: Pooling, Dense, LayerNorm, Normalize, Dropout.");
        }
    }

    static DenseHeadLayer LoadDense(string folder, int size, ModelSource source)
    {
        JsonSettings config = JsonSettings.Read(Path.Combine(folder, "config.json"));
        string name = config.Text("activation_function", "torch.nn.modules.activation.Tanh");
        Activation activation = ActivationNames.Parse(name)
            ?? throw config.Unsupported("activation_function", $"\"{name}\" is not supported. Supported: {ActivationNames.Supported}.");
        int inputs = config.Int("in_features", size, size);
        using ModelWeights weights = ModelWeights.Open(folder);
        return new DenseHeadLayer(source.With(weights).Float32("linear", config.Int("out_features", 1, 1 << 20), inputs), activation);
    }

    static Pooling PoolingOf(string path)
    {
        JsonSettings config = JsonSettings.Read(path);
        if (!config.Flag("include_prompt", true))
            throw config.Unsupported("include_prompt", "leaving the prompt's tokens out of the mean is not supported.");
        return PoolingModes(config) switch
        {
            ["cls"] => Pooling.First,
            ["mean"] or [] => Pooling.Mean,
            var modes => throw config.Unsupported("pooling_mode", $"\"{string.Join(" + ", modes)}\" is not supported. Supported: cls, mean, one of them."),
        };
    }

    // Newer files name the mode; older ones have a flag for each.
    static List<string> PoolingModes(JsonSettings config)
    {
        if (config.Has("pooling_mode"))
            return [config.Text("pooling_mode")];
        List<string> modes = [];
        foreach ((string flag, string mode) in (ReadOnlySpan<(string, string)>)
            [
                ("pooling_mode_cls_token", "cls"), ("pooling_mode_mean_tokens", "mean"), ("pooling_mode_max_tokens", "max"),
                ("pooling_mode_mean_sqrt_len_tokens", "mean_sqrt_len"), ("pooling_mode_weightedmean_tokens", "weightedmean"), ("pooling_mode_lasttoken", "lasttoken"),
            ])
        {
            if (config.Flag(flag, false))
                modes.Add(mode);
        }

        return modes;
    }

    static string Field(JsonElement module, string name, string path)
    {
        if (module.ValueKind == JsonValueKind.Object && module.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String)
            return JsonFile.Text(value, path);
        throw new WinnowException($"{path}: each module must have a text \"{name}\".");
    }

    // A folder below the model's own: nothing else may be read through a downloaded file.
    static string Folder(string folder, string path)
    {
        if (folder.Length > 0 && (folder is "." or ".." || folder.AsSpan().IndexOfAny("/\\:") >= 0))
            throw new WinnowException($"{path}: \"{folder}\" is not the name of a folder within the model's.");
        return folder;
    }
}

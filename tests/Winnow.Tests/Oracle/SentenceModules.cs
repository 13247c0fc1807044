using System.Text.Json;

namespace Winnow.Tests.Oracle;

/// <summary>
/// The chain of modules that sentence-transformers lists in modules.json after the transformer itself:
/// Pooling, Dense, LayerNorm, Normalize. A chain that ends in scores makes the folder a reranker.
/// </summary>
sealed class SentenceModules
{
    /// <summary>torch.nn.LayerNorm's own default; the module's config has no key for it.</summary>
    const double LayerNormEps = 1e-5;

    readonly List<Func<double[], double[]>> _steps = [];
    Func<double[][], double[]> _pooling = Pooling.Mean;

    /// <summary>Whether the last Dense module names its output scores.</summary>
    public bool IsReranker { get; private set; }

    /// <summary>The chain of this folder, or null where it has none.</summary>
    public static SentenceModules? Read(string folder)
    {
        string path = Path.Combine(folder, "modules.json");
        if (!File.Exists(path))
            return null;
        var modules = new SentenceModules();
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (JsonElement module in json.RootElement.EnumerateArray().OrderBy(m => m.GetProperty("idx").GetInt32()))
        {
            string type = module.GetProperty("type").GetString()!;
            modules.Append(type[(type.LastIndexOf('.') + 1)..], Path.Combine(folder, module.GetProperty("path").GetString()!));
        }
        return modules;
    }

    public double[] Apply(double[][] states) => _steps.Aggregate(_pooling(states), (x, step) => step(x));

    void Append(string type, string folder)
    {
        switch (type)
        {
            case "Transformer":
                break;
            case "Pooling":
                _pooling = PoolingOf(ModelConfig.Read(Path.Combine(folder, "config.json")));
                break;
            case "Normalize":
                _steps.Add(Pooling.Normalize);
                break;
            case "Dense":
                AppendDense(ModelConfig.Read(Path.Combine(folder, "config.json")), new TensorReader(Path.Combine(folder, "model.safetensors")));
                break;
            case "LayerNorm":
                var norm = new TensorReader(Path.Combine(folder, "model.safetensors"));
                (Tensor weight, Tensor bias) = (norm.Get("norm.weight"), norm.Get("norm.bias"));
                _steps.Add(x => Arithmetic.LayerNorm(x, weight, bias, LayerNormEps));
                break;
            default:
                throw new NotSupportedException($"The module '{type}' is not known to the oracle.");
        }
    }

    void AppendDense(ModelConfig config, TensorReader weights)
    {
        (Tensor weight, Tensor? bias) = (weights.Get("linear.weight"), weights.Find("linear.bias"));
        // The library's own default when the key is missing.
        Func<double, double> activation = Activation.Named(config.String("activation_function", "torch.nn.modules.activation.Tanh"));
        _steps.Add(x => Arithmetic.Map(Arithmetic.Linear(x, weight, bias), activation));
        IsReranker = config.String("module_output_name", "") == "scores";
    }

    static Func<double[][], double[]> PoolingOf(ModelConfig config)
    {
        string[] modes = config.Strings("pooling_mode") ??
        [
            .. new[] { ("cls_token", "cls"), ("mean_tokens", "mean"), ("max_tokens", "max"), ("mean_sqrt_len_tokens", "mean_sqrt_len_tokens"),
                       ("weightedmean_tokens", "weightedmean"), ("lasttoken", "lasttoken") }
                .Where(key => config.Bool("pooling_mode_" + key.Item1, false))
                .Select(key => key.Item2)
        ];
        if (modes is not [string mode])
            throw new NotSupportedException("The oracle pools in exactly one way.");
        return mode switch
        {
            "cls" => states => states[0],
            "mean" => Pooling.Mean,
            "max" => Pooling.Max,
            "mean_sqrt_len_tokens" => Pooling.MeanSqrtLength,
            "lasttoken" => states => states[^1],
            _ => throw new NotSupportedException($"The oracle does not pool by '{mode}'."),
        };
    }
}

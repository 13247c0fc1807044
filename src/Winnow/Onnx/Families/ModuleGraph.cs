using System.Text.Json;
using Winnow.Models;
using Winnow.Models.Configuration;
using Winnow.Models.SentenceTransformers;
using Winnow.Onnx.Graph;
using Winnow.Weights;

namespace Winnow.Onnx.Families;

/// <summary>The modules of sentence-transformers after the pooling, as operations. The folder was loaded before: its modules are known to be supported.</summary>
sealed class ModuleGraph(string folder, GraphBuilder graph, ModelSource source) : IDisposable
{
    // Open until the model is written.
    readonly List<ModelWeights> _open = [];

    /// <summary>Adds the modules.</summary>
    /// <param name="x">The pooled vectors, [batch, size].</param>
    public string Add(string x)
    {
        if (ModuleList.TryRead(folder) is not { HasHead: true })
        {
            // What sentence-transformers does with a bare encoder, and users compare vectors of length 1.
            return graph.Normalize(x);
        }

        int size = source.HiddenSize;
        // After the Transformer and the Pooling.
        foreach (JsonElement module in JsonFile.TryRead(Path.Combine(folder, "modules.json"))!.Value.EnumerateArray().Skip(2))
        {
            string type = module.GetProperty("type").GetString()!, path = module.GetProperty("path").GetString()!;
            x = type[(type.LastIndexOf('.') + 1)..] switch
            {
                "Normalize" => graph.Normalize(x),
                "Dense" => Dense(x, path, ref size),
                "LayerNorm" => Open(path).Norm(x, "norm", size, 1e-5),
                _ => x,
            };
        }

        return x;
    }

    /// <inheritdoc/>
    public void Dispose() => _open.ForEach(weights => weights.Dispose());

    string Dense(string x, string path, ref int size)
    {
        JsonSettings config = JsonSettings.Read(Path.Combine(folder, path, "config.json"));
        int outputs = config.Int("out_features", 1, 1 << 20);
        string product = Open(path).Linear(x, "linear", outputs, size);
        size = outputs;
        return graph.Activate(ActivationNames.Parse(config.Text("activation_function", "torch.nn.modules.activation.Tanh"))!.Value, product);
    }

    LayerGraph Open(string path)
    {
        ModelWeights weights = ModelWeights.Open(Path.Combine(folder, path));
        _open.Add(weights);
        return new LayerGraph(graph, source.With(weights), int8: false, $"{path}.");
    }
}

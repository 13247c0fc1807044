using System.Text.Json.Nodes;

namespace Winnow.Tests.Oracle;

/// <summary>Writes modules.json and the folders it names, in the form that sentence-transformers saves.</summary>
static class RandomModules
{
    public static void Write(string folder, RandomModelSpec s, RandomWeights weights)
    {
        bool scores = s.Head == ModelHead.ScoreModules;
        string[] kinds = scores ? ["Transformer", "Pooling", "Dense", "LayerNorm", "Dense"] : ["Transformer", "Pooling", "Normalize"];
        string[] paths = [.. kinds.Select((kind, i) => i == 0 ? "" : $"{i}_{kind}")];
        var list = new JsonArray([.. kinds.Select((kind, i) =>
            new JsonObject { ["idx"] = i, ["name"] = $"{i}", ["path"] = paths[i], ["type"] = $"sentence_transformers.models.{kind}" })]);
        File.WriteAllText(Path.Combine(folder, "modules.json"), list.ToJsonString());
        WritePart(folder, paths[1], Pooling(s), null);
        if (!scores)
            return;

        WritePart(folder, paths[2], Dense(s.HiddenSize, s.HiddenSize, bias: false, "torch.nn.modules.activation.GELU", "sentence_embedding"),
            Tensors(weights, () => weights.Linear("linear", s.HiddenSize, s.HiddenSize, bias: false)));
        WritePart(folder, paths[3], new JsonObject { ["dimension"] = s.HiddenSize },
            Tensors(weights, () => weights.LayerNorm("norm", s.HiddenSize, bias: true)));
        WritePart(folder, paths[4], Dense(s.HiddenSize, 1, bias: true, "torch.nn.modules.linear.Identity", "scores"),
            Tensors(weights, () => weights.Linear("linear", 1, s.HiddenSize, bias: true)));
    }

    /// <summary>The tensors that <paramref name="add"/> adds, alone.</summary>
    static List<Tensor> Tensors(RandomWeights weights, Action add)
    {
        weights.Tensors.Clear();
        add();
        return [.. weights.Tensors];
    }

    static void WritePart(string folder, string path, JsonObject config, List<Tensor>? tensors)
    {
        string part = Directory.CreateDirectory(Path.Combine(folder, path)).FullName;
        File.WriteAllText(Path.Combine(part, "config.json"), config.ToJsonString());
        if (tensors is not null)
            TensorWriter.Write(Path.Combine(part, "model.safetensors"), tensors, WeightType.F32);
    }

    static JsonObject Pooling(RandomModelSpec s) => new()
    {
        ["word_embedding_dimension"] = s.HiddenSize,
        ["pooling_mode_cls_token"] = s.Pooling == "cls",
        ["pooling_mode_mean_tokens"] = s.Pooling == "mean",
        ["pooling_mode_max_tokens"] = false,
        ["pooling_mode_mean_sqrt_len_tokens"] = false,
    };

    static JsonObject Dense(int inputs, int outputs, bool bias, string activation, string output) => new()
    {
        ["in_features"] = inputs,
        ["out_features"] = outputs,
        ["bias"] = bias,
        ["activation_function"] = activation,
        ["module_input_name"] = "sentence_embedding",
        ["module_output_name"] = output,
    };
}

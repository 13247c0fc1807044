using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Winnow.Models;
using Winnow.Weights;

namespace Winnow.Evaluation.Speed.Workloads;

/// <summary>The shape of a published reranker, for measuring its speed where its weights are not at hand: speed does not depend on the weights' values.</summary>
/// <remarks>Folders of a shape have random weights in bfloat16, as published, and the tokenizer of the model that ships with Winnow. Their scores mean nothing.</remarks>
public sealed class ModelShape
{
    const int HiddenSize = 384, Heads = 12, InnerSize = 1536, Vocabulary = 61_056, MaxTokens = 8192;

    // Uniform between these ends, weights have the standard deviation of 0.02 that models of this kind start from.
    const float Spread = 0.0346f;

    readonly int _layers;

    ModelShape(string name, int layers)
    {
        Name = name;
        _layers = layers;
    }

    /// <summary>Gets the shape of jina-reranker-v1-turbo-en: 6 layers of 384.</summary>
    public static ModelShape Turbo { get; } = new("turbo", 6);

    /// <summary>Gets the shape of jina-reranker-v1-tiny-en: 4 layers of 384.</summary>
    public static ModelShape Tiny { get; } = new("tiny", 4);

    /// <summary>Gets all shapes.</summary>
    public static IReadOnlyList<ModelShape> All { get; } = [Turbo, Tiny];

    /// <summary>Gets the shape's name.</summary>
    public string Name { get; }

    /// <summary>Writes a model folder of this shape.</summary>
    /// <param name="folder">The folder, which must exist.</param>
    /// <exception cref="WinnowException">The folder cannot be written, or the model that ships with Winnow is missing.</exception>
    public void Write(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string shipped = Path.GetDirectoryName(ModelInfo.FindTokenizer(null))!;
        foreach (string file in (ReadOnlySpan<string>)["tokenizer.json", "tokenizer_config.json"])
            File.Copy(Path.Combine(shipped, file), Path.Combine(folder, file), overwrite: true);
        File.WriteAllText(Path.Combine(folder, "config.json"), Config().ToJsonString());
        var random = new Random(1);
        SafetensorsWriter.WriteStreamed(
            Path.Combine(folder, "model.safetensors"),
            Tensors().Select(tensor => (tensor.Name, TensorType.BF16, tensor.Shape, (Action<Stream>)(file => WriteValues(file, tensor, random)))));
    }

    static void WriteValues(Stream file, (string Name, long[] Shape) tensor, Random random)
    {
        bool isNormWeight = tensor.Name.Contains("norm.weight", StringComparison.OrdinalIgnoreCase);
        var row = new ushort[tensor.Shape[^1]];
        for (long left = tensor.Shape.Aggregate(1L, (product, size) => product * size); left > 0; left -= row.Length)
        {
            foreach (ref ushort value in row.AsSpan())
                value = ToBFloat16(isNormWeight ? 1 : (2 * random.NextSingle() - 1) * Spread);
            file.Write(MemoryMarshal.AsBytes<ushort>(row));
        }
    }

    static ushort ToBFloat16(float value) => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16);

    JsonObject Config() => new()
    {
        ["architectures"] = new JsonArray("JinaBertForSequenceClassification"),
        ["model_type"] = "bert",
        ["vocab_size"] = Vocabulary,
        ["hidden_size"] = HiddenSize,
        ["num_hidden_layers"] = _layers,
        ["num_attention_heads"] = Heads,
        ["intermediate_size"] = InnerSize,
        ["max_position_embeddings"] = MaxTokens,
        ["type_vocab_size"] = 2,
        ["position_embedding_type"] = "alibi",
        ["feed_forward_type"] = "geglu",
        ["num_labels"] = 1,
    };

    IEnumerable<(string Name, long[] Shape)> Tensors() =>
    [
        ("bert.embeddings.word_embeddings.weight", [Vocabulary, HiddenSize]),
        ("bert.embeddings.token_type_embeddings.weight", [2, HiddenSize]),
        .. Norm("bert.embeddings.LayerNorm"),
        .. Enumerable.Range(0, _layers).SelectMany(layer => Layer($"bert.encoder.layer.{layer}.")),
        .. Linear("bert.pooler.dense", HiddenSize, HiddenSize),
        .. Linear("classifier", 1, HiddenSize),
    ];

    static IEnumerable<(string Name, long[] Shape)> Layer(string prefix) =>
    [
        .. Linear(prefix + "attention.self.query", HiddenSize, HiddenSize),
        .. Linear(prefix + "attention.self.key", HiddenSize, HiddenSize),
        .. Linear(prefix + "attention.self.value", HiddenSize, HiddenSize),
        .. Linear(prefix + "attention.output.dense", HiddenSize, HiddenSize),
        .. Norm(prefix + "attention.output.LayerNorm"),
        (prefix + "mlp.gated_layers.weight", [2 * InnerSize, HiddenSize]),
        .. Linear(prefix + "mlp.wo", HiddenSize, InnerSize),
        .. Norm(prefix + "mlp.layernorm"),
    ];

    static IEnumerable<(string Name, long[] Shape)> Norm(string name) => [(name + ".weight", [HiddenSize]), (name + ".bias", [HiddenSize])];

    static IEnumerable<(string Name, long[] Shape)> Linear(string name, int outputs, int inputs) => [(name + ".weight", [outputs, inputs]), (name + ".bias", [outputs])];
}

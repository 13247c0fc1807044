using Winnow.Models;
using Winnow.Models.Configuration;
using Winnow.Tokenization;
using Winnow.Weights;
using static TorchSharp.torch;

namespace Winnow.Training.Modules;

/// <summary>A reranker with gradients: an encoder with a head.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
abstract class TrainableReranker(TrainableEncoder encoder, Tokenizer tokenizer) : IDisposable
{
    /// <summary>The name of the tensor that only an interaction head has.</summary>
    protected const string GateName = "interaction.gate";

    /// <summary>Gets the layers.</summary>
    public TrainableEncoder Encoder => encoder;

    /// <summary>Gets all trainable numbers, the head's included.</summary>
    public ParameterSet Parameters => encoder.Parameters;

    /// <summary>Gets the tokenizer.</summary>
    public Tokenizer Tokenizer => tokenizer;

    /// <summary>Gets or sets the longest input in tokens: of a pair, or where texts are encoded apart of each.</summary>
    public int MaxTokens { get; set; } = 512;

    /// <summary>Gets or sets the most tokens that are computed at once, padding included.</summary>
    public int GroupTokens { get; set; } = 1 << 16;

    /// <summary>Gets the fields of config.json that tell the engine about the head.</summary>
    public abstract IReadOnlyDictionary<string, object> HeadConfig { get; }

    /// <summary>Gets the parameters that learn at the head's own rate.</summary>
    public abstract IReadOnlyList<string> HeadNames { get; }

    /// <summary>Gets the tensors of the folder that do not learn.</summary>
    public virtual IEnumerable<(string Name, TensorType Type, long[] Shape, ReadOnlyMemory<byte> Data)> FixedTensors => [];

    /// <summary>Makes every logit <c>z</c> to <c>scale z + shift</c>.</summary>
    public abstract void Rescale(double scale, double shift);

    /// <summary>Computes the logits.</summary>
    /// <returns>float32 [documents], in the order of the documents; it belongs to the caller's dispose scope.</returns>
    public Tensor Score(PairTokens pairs)
    {
        List<Tensor> parts = [];
        List<long> places = [];
        object? prepared = Prepare(pairs);
        foreach (int[] group in pairs.Groups(GroupTokens, ExtraTokens(pairs)))
        {
            parts.Add(ScoreGroup(pairs, group, prepared));
            foreach (int place in group)
                places.Add(place);
        }

        var back = new long[places.Count];
        for (int i = 0; i < back.Length; i++)
            back[places[i]] = i;
        return cat(parts, 0).index_select(0, tensor(back, device: Parameters.Device));
    }

    /// <summary>Computes the logits without gradients.</summary>
    public float[] ScoreOnly(PairTokens pairs)
    {
        using var still = no_grad();
        using var scope = NewDisposeScope();
        Tensor scores = Score(pairs).cpu();
        Parameters.Forget();
        return scores.data<float>().ToArray();
    }

    /// <summary>Opens a reranker's folder.</summary>
    /// <exception cref="WinnowException">A file is missing, malformed or of a kind that cannot be trained.</exception>
    public static TrainableReranker Open(string folder, Device device, ScalarType compute)
    {
        folder = ModelFolder.Find(folder);
        JsonSettings config = JsonSettings.Read(Path.Combine(folder, "config.json"));
        using ModelWeights weights = ModelWeights.Open(folder);
        string prefix = FolderPrefix(weights);
        TrainableEncoder encoder = OpenEncoder(folder, device, compute);
        Tokenizer tokenizer = Tokenizer.Load(Path.Combine(folder, "tokenizer.json"));
        return weights.Contains(GateName)
            ? InteractionReranker.Read(encoder, tokenizer, config, weights)
            : FirstTokenReranker.Read(encoder, tokenizer, weights, prefix);
    }

    /// <summary>Opens the layers of a folder, whatever head it has.</summary>
    /// <exception cref="WinnowException">A file is missing, malformed or of a kind that cannot be trained.</exception>
    public static TrainableEncoder OpenEncoder(string folder, Device device, ScalarType compute)
    {
        JsonSettings config = JsonSettings.Read(Path.Combine(folder, "config.json"));
        using ModelWeights weights = ModelWeights.Open(folder);
        string prefix = FolderPrefix(weights);
        return TrainableEncoder.Read(EncoderShape.Read(config, weights, prefix), weights, prefix, device, compute);
    }

    /// <summary>Gets what stands before the names of an encoder's tensors in a folder.</summary>
    public static string FolderPrefix(ModelWeights weights) => weights.Contains("bert.embeddings.word_embeddings.weight") ? "bert." : "";

    /// <inheritdoc/>
    public void Dispose() => Parameters.Dispose();

    /// <summary>Multiplies a parameter and adds to it.</summary>
    protected void Change(string name, double factor, double addend)
    {
        float[] values = Parameters.Values(name);
        Parameters.Set(name, Array.ConvertAll(values, value => (float)((value * factor) + addend)), Parameters[name].shape);
    }

    /// <summary>Computes what all groups of a call share.</summary>
    protected abstract object? Prepare(PairTokens pairs);

    /// <summary>Gets the tokens that come to a document's own.</summary>
    protected abstract int ExtraTokens(PairTokens pairs);

    /// <summary>Computes the logits of some documents, float32 [group].</summary>
    protected abstract Tensor ScoreGroup(PairTokens pairs, int[] group, object? prepared);
}

using System.Globalization;
using Winnow.Evaluation.FirstStage;
using Winnow.Models;
using Winnow.Models.Configuration;
using Winnow.Tokenization;
using Winnow.Training.Modules;
using static TorchSharp.torch;

namespace Winnow.Training.Mining;

/// <summary>A BERT or JinaBERT embedder on one of torch's devices, with the pooling and the prompts that its folder states: for GPUs, where it is a hundred times faster than the engine.</summary>
/// <remarks>Vectors are scaled to length 1. On the processor the engine is faster. Not safe for concurrent use.</remarks>
public sealed class TorchEncoder : ITextEncoder
{
    readonly TrainableEncoder _encoder;
    readonly Tokenizer _tokenizer;
    readonly bool _firstToken;
    readonly int[] _query, _document;
    readonly int _maxTokens, _groupTokens;

    /// <summary>Loads an embedder.</summary>
    /// <param name="folder">A model folder, or the name of a model that lies in <c>WINNOW_HOME</c>.</param>
    /// <param name="device">The device.</param>
    /// <param name="maxTokens">The longest text in tokens, special tokens included. The default is 512.</param>
    /// <param name="groupTokens">The most tokens that are computed at once, padding included.</param>
    /// <exception cref="WinnowException">There is no such model, or a file of it is malformed or of a kind that cannot run here.</exception>
    public TorchEncoder(string folder, Device device, int maxTokens = DenseOptions.DefaultMaxTokens, int groupTokens = 1 << 17)
    {
        ArgumentNullException.ThrowIfNull(device);
        folder = ModelFolder.Find(folder);
        ScalarType compute = device.type == TorchSharp.DeviceType.CUDA ? ScalarType.BFloat16 : ScalarType.Float32;
        _encoder = TrainableReranker.OpenEncoder(folder, device, compute);
        _tokenizer = Tokenizer.Load(Path.Combine(folder, "tokenizer.json"));
        _firstToken = JsonSettings.TryRead(Path.Combine(folder, "1_Pooling", "config.json"))?.Flag("pooling_mode_cls_token", false) ?? false;
        FolderPrompts prompts = FolderPrompts.Read(folder);
        (_query, _document) = (_tokenizer.Tokenize(prompts.Query), _tokenizer.Tokenize(prompts.Document));
        _maxTokens = _encoder.Shape.IsJina ? maxTokens : Math.Min(maxTokens, _encoder.Shape.Positions / 8 * 8);
        _groupTokens = groupTokens;
        Name = Path.GetFileName(folder);
        Fingerprint = ModelFingerprint.Compute(
            folder, string.Create(CultureInfo.InvariantCulture, $"torch, {compute}, {device.type}, at most {_maxTokens} tokens, \"{prompts.Query}\", \"{prompts.Document}\""));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int Dimensions => _encoder.Shape.HiddenSize;

    /// <inheritdoc/>
    public int TextsAtOnce => 1 << 15;

    /// <inheritdoc/>
    public float[][] Encode(IReadOnlyList<string> texts, bool isQuery, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        using var still = no_grad();
        int[] prompt = isQuery ? _query : _document;
        var sequences = new int[texts.Count][];
        Parallel.For(0, texts.Count, new ParallelOptions { CancellationToken = cancellationToken }, i => sequences[i] = Put(prompt, texts[i]));
        var vectors = new float[texts.Count][];
        int done = 0;
        foreach (int[] group in new PairTokens([], sequences, []).Groups(_groupTokens, 0))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            TokenBatch batch = TokenBatch.Create([.. group.Select(i => sequences[i])], null, 0, _encoder.Parameters.Device);
            float[] rows = ParameterSet.Values(Pool(_encoder.Forward(batch), batch.Mask));
            _encoder.Parameters.Forget();
            for (int row = 0; row < group.Length; row++)
                vectors[group[row]] = rows[(row * Dimensions)..((row + 1) * Dimensions)];
            progress?.Report(done += group.Length);
        }

        return vectors;
    }

    /// <summary>Releases the model.</summary>
    public void Dispose() => _encoder.Parameters.Dispose();

    int[] Put(int[] prompt, string text)
    {
        int room = _maxTokens - _tokenizer.SingleOverhead;
        int[] whole = [.. prompt, .. _tokenizer.Tokenize(text, room)];
        return _tokenizer.Assemble(whole.AsSpan(0, Math.Min(room, whole.Length))).Ids;
    }

    Tensor Pool(Tensor states, Tensor mask)
    {
        Tensor vector = _firstToken ? states.select(1, 0) : TokenBatch.Mean(states, mask);
        return TorchSharp.torch.nn.functional.normalize(vector, 2, 1);
    }
}

using Winnow.Tokenization;
using Winnow.Weights;
using static TorchSharp.torch;

namespace Winnow.Training.Modules;

/// <summary>The head of BERT's classifiers: <c>logit = w tanh(W x_0 + b) + c</c>, where <c>x_0</c> is the first token's vector over query and document together.</summary>
sealed class FirstTokenReranker(TrainableEncoder encoder, Tokenizer tokenizer) : TrainableReranker(encoder, tokenizer)
{
    const string Pooler = "pooler.dense", Classifier = "classifier";

    public override IReadOnlyDictionary<string, object> HeadConfig { get; } = new Dictionary<string, object>
    {
        ["architectures"] = new[] { "JinaBertForSequenceClassification" },
        ["num_labels"] = 1,
    };

    public override IReadOnlyList<string> HeadNames => [Pooler + ".weight", Pooler + ".bias", Classifier + ".weight", Classifier + ".bias"];

    /// <summary>Reads the head of a folder.</summary>
    public static FirstTokenReranker Read(TrainableEncoder encoder, Tokenizer tokenizer, ModelWeights weights, string prefix)
    {
        int size = encoder.Shape.HiddenSize;
        var reranker = new FirstTokenReranker(encoder, tokenizer);
        foreach (string part in (string[])["weight", "bias"])
        {
            int[] pooler = part == "weight" ? [size, size] : [size], classifier = part == "weight" ? [1, size] : [1];
            reranker.Parameters.Read(weights, prefix, $"{Pooler}.{part}", pooler);
            reranker.Parameters.Read(weights, "", $"{Classifier}.{part}", classifier);
        }

        return reranker;
    }

    /// <summary>Puts a new head onto an encoder: a pooler near the identity, and a classifier of small numbers.</summary>
    public static FirstTokenReranker Create(TrainableEncoder encoder, Tokenizer tokenizer, int seed)
    {
        int size = encoder.Shape.HiddenSize;
        var reranker = new FirstTokenReranker(encoder, tokenizer);
        var random = new Random(seed);
        float Small() => (float)(0.02 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        var pooler = new float[size * size];
        for (int i = 0; i < pooler.Length; i++)
            pooler[i] = Small();
        var classifier = new float[size];
        for (int i = 0; i < size; i++)
            classifier[i] = Small();
        reranker.Parameters.Set(Pooler + ".weight", pooler, size, size);
        reranker.Parameters.Set(Pooler + ".bias", new float[size], size);
        reranker.Parameters.Set(Classifier + ".weight", classifier, 1, size);
        reranker.Parameters.Set(Classifier + ".bias", [0f], 1);
        return reranker;
    }

    public override void Rescale(double scale, double shift)
    {
        Change(Classifier + ".weight", scale, 0);
        Change(Classifier + ".bias", scale, shift);
    }

    protected override object? Prepare(PairTokens pairs) => null;

    protected override int ExtraTokens(PairTokens pairs) => pairs.Queries.Max(query => query.Length) + Tokenizer.PairOverhead;

    protected override Tensor ScoreGroup(PairTokens pairs, int[] group, object? prepared)
    {
        Encoding[] encodings = [.. group.Select(i => Encode(pairs.Queries[pairs.QueryOf[i]], pairs.Documents[i]))];
        TokenBatch batch = TokenBatch.Create([.. encodings.Select(encoding => encoding.Ids)], [.. encodings.Select(encoding => encoding.TypeIds)], 0, Parameters.Device);
        Tensor first = Encoder.Forward(batch).select(1, 0);
        Tensor pooled = nn.functional.linear(first, Parameters[Pooler + ".weight"], Parameters[Pooler + ".bias"]).tanh();
        return nn.functional.linear(pooled, Parameters[Classifier + ".weight"], Parameters[Classifier + ".bias"]).squeeze(-1);
    }

    Encoding Encode(int[] query, int[] document)
    {
        (int first, int second) = Truncation.LongestFirst(query.Length, document.Length, MaxTokens - Tokenizer.PairOverhead);
        return Tokenizer.Assemble(query.AsSpan(0, first), document.AsSpan(0, second));
    }
}

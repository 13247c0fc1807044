using Winnow.Cli.Engine;
using Winnow.Models;
using Winnow.Quantization;

namespace Winnow.Cli.Tests.Fakes;

/// <summary>An engine without weights: a pair's logit is the number of the query's words in the document minus the number of those that are not.</summary>
sealed class FakeEngine : IEngine
{
    public string? Model { get; private set; }

    public EngineOptions? Options { get; private set; }

    public List<int> BatchSizes { get; } = [];

    public List<TextPair> Pairs { get; } = [];

    public List<EmbedOptions> EmbedOptions { get; } = [];

    public string[] Prompts { get; init; } = ["query", "document"];

    public string[] Problems { get; init; } = [];

    public string? Purpose { get; init; } = "reranker";

    public int TokenizerLimit { get; init; } = 6;

    public int LimitQuestions { get; set; }

    public Func<TextPair, PairScore> Rule { get; init; } = Overlap;

    public Action<IProgress<int>?, CancellationToken> OnBatch { get; init; } = (_, _) => { };

    public Exception? LoadError { get; init; }

    public string? QuantizedFolder { get; private set; }

    public Action<IProgress<QuantizationProgress>?, CancellationToken> OnQuantize { get; init; } = (_, _) => { };

    public IPairScorer LoadReranker(string? model, EngineOptions options)
    {
        Load(model, options);
        return new FakeScorer(this);
    }

    public ITextEmbedder LoadEmbedder(string model, EngineOptions options)
    {
        Load(model, options);
        return new FakeEmbedder(this);
    }

    public IPairTokenizer LoadTokenizer(string? model)
    {
        Load(model, null);
        return new FakeTokenizer(this);
    }

    public void Export(string model, string output, Precision precision) => File.WriteAllText(output, $"{model} {precision}");

    public ModelInfo Inspect(string model)
    {
        Load(model, null);
        return new ModelInfo
        {
            Name = "fake",
            Folder = "/models/fake",
            Architecture = Problems.Length == 0 ? "JinaBERT" : null,
            Purpose = Purpose,
            Details = [new("layers", "6"), new("weights", "F32")],
            ParameterCount = 26_000_000,
            MaxTokens = 8192,
            Problems = Problems,
        };
    }

    public QuantizationReport Quantize(string model, string output, IProgress<QuantizationProgress>? progress, CancellationToken cancellationToken)
    {
        Load(model, null);
        QuantizedFolder = output;
        OnQuantize(progress, cancellationToken);
        return new QuantizationReport
        {
            Folder = "/models/fake-int8",
            Matrices = 44,
            BytesBefore = 104_186_884,
            BytesAfter = 26_367_108,
            LargestError = 0.0123456,
            LargestErrorTensor = "bert.embeddings.word_embeddings.weight",
            RelativeError = 0.0078,
        };
    }

    void Load(string? model, EngineOptions? options)
    {
        Model = model;
        Options = options;
        if (LoadError is not null)
            throw LoadError;
    }

    static PairScore Overlap(TextPair pair)
    {
        int logit = 0;
        foreach (string word in pair.Query.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            logit += pair.Document.Contains(word, StringComparison.OrdinalIgnoreCase) ? 1 : -1;
        return new PairScore(logit, 1f / (1f + MathF.Exp(-logit)));
    }
}

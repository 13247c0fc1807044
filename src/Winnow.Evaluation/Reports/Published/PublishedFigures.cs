namespace Winnow.Evaluation.Reports.Published;

/// <summary>Figures that others published, as yardsticks.</summary>
static class PublishedFigures
{
    /// <summary>Where <see cref="Models"/> come from.</summary>
    public const string ModelsSource = "Hugging Face model cards of jina-reranker-v1, April 2024; which 17 data sets, which first stage and which questions are not stated.";

    /// <summary>Where <see cref="PerDataset"/> comes from.</summary>
    public const string PerDatasetSource = "model card of juanluisdb/MiniLM-L-6-rerank-m3 on Hugging Face; the 100 best of BM25 (flat), each model over the same candidates. An independent measurement.";

    /// <summary>What a reader must know before comparing.</summary>
    public const string Warning =
        "Published figures are not comparable one to one with those measured here: other data sets, another first stage, another limit of tokens or other questions lie behind them, and they show only what size of number to expect.";

    /// <summary>Gets the rerankers that vendors' cards list.</summary>
    public static IReadOnlyList<PublishedModel> Models { get; } =
    [
        new("jina-reranker-v1-base-en", "12 x 768", 137.0, 0.5245, 0.8553),
        new("jina-reranker-v1-turbo-en", "6 x 384", 37.8, 0.4960, 0.8513, "turbo"),
        new("jina-reranker-v1-tiny-en", "4 x 384", 33.0, 0.4854, 0.8500, "tiny"),
        new("mxbai-rerank-base-v1", null, 184, 0.4919, 0.8250),
        new("mxbai-rerank-xsmall-v1", null, 71, 0.4880, 0.8369),
        new("ms-marco-MiniLM-L-6-v2", "6 x 384", 22.7, 0.4864, 0.8263),
        new("ms-marco-MiniLM-L-4-v2", "4 x 384", 19.2, 0.4781, 0.8382),
        new("bge-reranker-base", null, 278, 0.4789, 0.8303),
    ];

    /// <summary>Gets the columns of <see cref="PerDataset"/>.</summary>
    public static IReadOnlyList<string> PerDatasetModels { get; } =
        ["BM25", "jina-reranker-v1-turbo-en", "bge-reranker-v2-m3", "mxbai-rerank-base-v1", "ms-marco-MiniLM-L-6-v2", "MiniLM-L-6-rerank-m3"];

    /// <summary>Gets nDCG@10 for each data set.</summary>
    public static IReadOnlyList<(string Dataset, double[] Values)> PerDataset { get; } =
    [
        ("nq", [.305, .533, .597, .535, .523, .580]),
        ("fever", [.638, .852, .857, .767, .801, .867]),
        ("fiqa", [.238, .336, .397, .382, .349, .364]),
        ("trec-covid", [.589, .774, .784, .830, .741, .738]),
        ("scidocs", [.150, .166, .169, .171, .164, .165]),
        ("scifact", [.676, .739, .731, .719, .688, .750]),
        ("nfcorpus", [.318, .353, .336, .353, .349, .350]),
        ("hotpotqa", [.629, .745, .794, .668, .724, .775]),
        ("dbpedia-entity", [.319, .421, .445, .416, .445, .444]),
        ("quora", [.787, .858, .858, .747, .825, .871]),
        ("climate-fever", [.163, .233, .314, .253, .244, .309]),
    ];
}

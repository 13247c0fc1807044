using Winnow.Cli.Tests.Fakes;

namespace Winnow.Cli.Tests.Commands.Training;

/// <summary>A few pairs that share words, and tiny models.</summary>
static class TrainingPairs
{
    public static string Embedder { get; } = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "bert-embedder-mean");

    public static string Reranker { get; } = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "bert");

    public static string Write(TempFolder folder) => folder.File(
        "pairs.jsonl",
        """
        {"query": "where do herons nest", "positive": "Herons nest high in trees near water.", "source": "birds"}
        {"query": "what do otters eat near water", "positive": "Otters eat fish, which they catch in the water.", "source": "mammals"}
        {"query": "trees of the hill", "positive": "On the hill stand oak trees.", "source": "plants"}

        """);
}

using Winnow.Models;
using Winnow.Scoring;
using Winnow.Tokenization;

namespace Winnow.Server.Models;

/// <summary>A loaded model under the name by which clients ask for it.</summary>
/// <remarks>Safe for concurrent use.</remarks>
sealed class ServedModel(string name, Reranker reranker, bool owned) : IDisposable
{
    public string Name => name;

    public ModelInfo Info => reranker.Model;

    public Tokenizer Tokenizer => reranker.Tokenizer;

    public int MaxTokens => reranker.MaxTokens;

    public int Threads => reranker.Threads;

    /// <summary>Gets how pairs are laid out.</summary>
    public PairLayout Layout => reranker.Layout;

    /// <summary>Gets when the model was loaded.</summary>
    public DateTimeOffset Loaded { get; } = TimeProvider.System.GetUtcNow();

    /// <summary>Scores encoded pairs.</summary>
    public PairScore[] Score(IReadOnlyList<Encoding> pairs, CancellationToken cancellationToken) => reranker.ScoreEncoded(pairs, cancellationToken);

    public void Dispose()
    {
        if (owned)
            reranker.Dispose();
    }
}

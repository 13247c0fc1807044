using Winnow.Models;
using Winnow.Scoring;
using Winnow.Tokenization;

namespace Winnow.Server.Models;

/// <summary>A loaded model under the name by which clients ask for it.</summary>
/// <remarks>Safe for concurrent use.</remarks>
sealed class ServedModel(string name, Reranker reranker, bool owned) : IDisposable
{
    public string Name => name;

    /// <summary>Loads a model under its folder's name. The folder may be replaced or overwritten afterwards: the model stays what it was.</summary>
    /// <exception cref="WinnowException">The model cannot be loaded.</exception>
    public static ServedModel Load(string model, EngineOptions options, string? name = null)
    {
        Reranker reranker = Reranker.Load(model, options);
        try
        {
            reranker.LeaveFolder();
            return new ServedModel(name ?? reranker.Model.Name, reranker, owned: true);
        }
        catch
        {
            reranker.Dispose();
            throw;
        }
    }

    public ModelInfo Info => reranker.Model;

    public Tokenizer Tokenizer => reranker.Tokenizer;

    public int MaxTokens => reranker.MaxTokens;

    public int Threads => reranker.Threads;

    /// <summary>Gets how pairs are laid out.</summary>
    public PairLayout Layout => reranker.Layout;

    /// <summary>Gets the arithmetic's name, as <c>int8</c>.</summary>
    public string Precision => reranker.Precision.Name();

    /// <summary>Gets the fingerprint of the model's files, of the arithmetic and of the limits, taken when it was loaded: the files may be others later.</summary>
    public string? Fingerprint { get; } = (reranker.GetService(typeof(RerankerMetadata)) as RerankerMetadata)?.Fingerprint;

    /// <summary>Gets the name of the one number that the model gives, as config.json has it.</summary>
    public string Label { get; } = ModelLabel.Read(reranker.Model.Folder);

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

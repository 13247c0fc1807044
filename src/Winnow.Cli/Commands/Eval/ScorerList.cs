using Winnow.Evaluation.FirstStage;
using Winnow.Evaluation.Scorers;

namespace Winnow.Cli.Commands.Eval;

/// <summary>The models of an evaluation, loaded before its first data set so that a wrong name is told at once.</summary>
sealed class ScorerList : IDisposable
{
    readonly List<ICandidateScorer> _scorers = [];
    readonly List<(string Baseline, string Other)> _comparisons = [];

    /// <summary>Gets the models.</summary>
    public IReadOnlyList<ICandidateScorer> Scorers => _scorers;

    /// <summary>Gets the names of those that are one model in float32 and in int8.</summary>
    public IReadOnlyList<(string Baseline, string Other)> Comparisons => _comparisons;

    /// <summary>Loads models.</summary>
    /// <param name="models">Folders or names.</param>
    /// <param name="embedders">Settings of the engine, and how embedders are used.</param>
    /// <param name="compare">Whether rerankers are loaded twice, in float32 and in int8, whatever the settings say.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public void Load(IEnumerable<string> models, DenseOptions embedders, bool compare, CancellationToken cancellationToken)
    {
        foreach (string model in models)
        {
            cancellationToken.ThrowIfCancellationRequested();
            EngineOptions engine = compare ? embedders.Engine with { Precision = Precision.Float32 } : embedders.Engine;
            ICandidateScorer scorer = CandidateScorer.IsReranker(model) ? new RerankerScorer(model, engine) : new EmbedderScorer(model, embedders);
            _scorers.Add(scorer);
            if (!compare || scorer is not RerankerScorer)
                continue;
            string other = $"{scorer.Name}.int8";
            _scorers.Add(new RerankerScorer(model, embedders.Engine with { Precision = Precision.Int8 }, other));
            _comparisons.Add((scorer.Name, other));
        }
    }

    /// <summary>Releases the models.</summary>
    public void Dispose()
    {
        foreach (ICandidateScorer scorer in _scorers)
            scorer.Dispose();
    }
}

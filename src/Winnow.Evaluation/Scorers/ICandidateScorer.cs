namespace Winnow.Evaluation.Scorers;

/// <summary>A model that says how well documents answer a query, as evaluations see it.</summary>
public interface ICandidateScorer : IDisposable
{
    /// <summary>Gets the name that files and tables use.</summary>
    string Name { get; }

    /// <summary>Gets what a reader must know to repeat the scores, in one line: kind of score, arithmetic and token limit.</summary>
    string Protocol { get; }

    /// <summary>Gets a text that two scorers share only where they give every pair the same score: the key of caches.</summary>
    string Fingerprint { get; }

    /// <summary>Scores documents. A score must not depend on the other documents.</summary>
    /// <param name="query">The query.</param>
    /// <param name="documents">The documents.</param>
    /// <param name="progress">Told the number of documents done so far, from any thread. Null for none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A finite number for each document, higher is better: what the model computes before any squashing, so that no two scores become equal by rounding.</returns>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    float[] Score(string query, IReadOnlyList<string> documents, IProgress<int>? progress = null, CancellationToken cancellationToken = default);
}

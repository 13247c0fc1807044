using Winnow.Evaluation.Beir;
using Winnow.Evaluation.Trec;

namespace Winnow.Evaluation.FirstStage;

/// <summary>Finds the candidates that rerankers put into order.</summary>
/// <remarks>
/// A document whose id equals the query's is left out, as BEIR demands (ArguAna's queries are documents of its corpus). Where scores are computed, documents with
/// equal ones come in ordinal order of their ids, and the scores of the run fall strictly, so that every tool reads the same order out of it.
/// </remarks>
public interface IFirstStage
{
    /// <summary>Gets the short name that file names and tables use, such as <c>bm25</c>.</summary>
    string Name { get; }

    /// <summary>Gets what a reader must know to repeat the run, in one line.</summary>
    string Protocol { get; }

    /// <summary>Gets a text that changes whenever the run for the same data set may change: the key of caches.</summary>
    string Fingerprint { get; }

    /// <summary>Finds the best documents for each judged query.</summary>
    /// <param name="dataset">The collection.</param>
    /// <param name="depth">The most documents for a query.</param>
    /// <param name="progress">Told the part of the work that is done, from 0 to 1, from any thread. Null for none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A run; a query without any match is not in it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="depth"/> is not positive.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="WinnowException">The stage cannot serve this collection; the message says why.</exception>
    TrecRun Retrieve(BeirDataset dataset, int depth, IProgress<double>? progress = null, CancellationToken cancellationToken = default);
}

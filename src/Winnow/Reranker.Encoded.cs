using Winnow.Scoring;
using Winnow.Tokenization;

namespace Winnow;

// For programs that put pairs of many callers into one batch: tokenizing is theirs, on their own threads, and so is the choice of what runs next.
public sealed partial class Reranker
{
    /// <summary>Gets how pairs are laid out.</summary>
    internal PairLayout Layout => _engine.Pairs;

    /// <summary>Gets the arithmetic of the matrix products.</summary>
    internal Precision Precision => _engine.Model.Precision;

    /// <summary>Makes the model independent of its folder, which may then be overwritten, for the price of the token table in memory. To be called before the first score.</summary>
    /// <exception cref="WinnowException">The memory cannot be had.</exception>
    internal void LeaveFolder() => _engine.Model.LeaveFolder();

    /// <summary>Scores pairs that are encoded already, none longer than the model can read, in their order.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="WinnowException">A logit is not a finite number.</exception>
    internal PairScore[] ScoreEncoded(IReadOnlyList<Encoding> pairs, CancellationToken cancellationToken) =>
        _engine.Take(engine => Scores(engine.Model, engine.Run(pairs, null, cancellationToken)), cancellationToken);
}

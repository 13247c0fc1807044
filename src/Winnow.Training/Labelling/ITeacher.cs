using Winnow.Training.Data;

namespace Winnow.Training.Labelling;

/// <summary>A model whose scores another one is trained to give.</summary>
public interface ITeacher
{
    /// <summary>Gets the short name for messages and files.</summary>
    string Name { get; }

    /// <summary>Gets a text that two teachers share only where they give every pair the same score.</summary>
    string Fingerprint { get; }

    /// <summary>Scores all candidates.</summary>
    /// <param name="lists">The candidates.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="progress">Told how far the work is, or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A finite score for each candidate, higher is better, query by query in the order of the lists.</returns>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="WinnowException">The scores cannot be computed or kept.</exception>
    float[] Score(CandidateLists lists, TrainingTexts texts, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default);
}

using Winnow.Evaluation.Beir;

namespace Winnow.Evaluation.FirstStage;

/// <summary>Chooses the first stage of a data set where nobody names one.</summary>
public static class AutomaticFirstStage
{
    // Names under which a pool that is only judged in part, or lists of candidates, carry the run that published numbers start from.
    static readonly string[] OwnRuns = ["bm25.top100", "candidates"];

    /// <summary>Gets the run that the data set brings under the name <c>bm25.top100</c> or <c>candidates</c>, if it has one of the two, and BM25 if not.</summary>
    /// <param name="dataset">The collection.</param>
    /// <exception cref="WinnowException">A line of the run is malformed.</exception>
    public static IFirstStage For(BeirDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        string[] own = [.. OwnRuns.Where(dataset.RunNames.Contains)];
        return own is [var run] ? GivenRun.FromDataset(dataset, run) : new Bm25();
    }
}

namespace Winnow.Evaluation.Speed.Workers;

/// <summary>One of the engines that are compared, as its process runs it.</summary>
interface IWorkerSide : IDisposable
{
    /// <summary>Loads the model.</summary>
    /// <param name="vocabulary">The number of token ids that sequences may hold.</param>
    /// <exception cref="WinnowException">It cannot be loaded.</exception>
    void Load(int vocabulary);

    /// <summary>Prepares sequences of random tokens and gives what scores them once.</summary>
    /// <param name="batches">The lengths of the sequences of each batch. An engine that makes batches of its own runs them all at once.</param>
    Action Prepare(IReadOnlyList<int[]> batches);
}

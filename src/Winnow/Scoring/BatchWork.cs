using Winnow.Threading;

namespace Winnow.Scoring;

/// <summary>What an engine computes for many items, one packed batch of them at a time.</summary>
abstract class BatchWork
{
    /// <summary>Gets the number of tokens of each item.</summary>
    public abstract int[] Lengths { get; }

    /// <summary>Computes a batch. Called from several threads at once, each with other items and another lane.</summary>
    /// <param name="batch">The numbers of the items.</param>
    /// <param name="lane">The memory.</param>
    /// <param name="team">The threads.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public abstract void Run(int[] batch, Lane lane, ThreadTeam team, CancellationToken cancellationToken);
}

namespace Winnow.Threading;

/// <summary>Work that is cut into items which may run at once, in any order.</summary>
interface IWork
{
    /// <summary>Does one item.</summary>
    /// <param name="item">The item, from 0.</param>
    /// <param name="worker">The thread that runs it, from 0: an index for scratch memory that nobody else uses meanwhile.</param>
    void Run(int item, int worker);
}

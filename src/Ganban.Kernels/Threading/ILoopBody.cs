namespace Ganban.Kernels.Threading;

/// <summary>
/// What a loop of <see cref="WorkPool"/> does for each of its items. An instance belongs to one loop at a time and is
/// used again for the next one, so that a loop allocates nothing.
/// </summary>
public interface ILoopBody
{
    /// <summary>Does one item. Items run in any order, on any thread, several at once.</summary>
    /// <param name="item">0 to the number of items less one.</param>
    void Run(int item);
}

namespace Ganban.Training.Data;

/// <summary>
/// Examples in an order that a seed has fixed. Any of them can be asked for by its place, so that a training goes on
/// where it was broken off.
/// </summary>
public interface IExampleSource
{
    /// <summary>The example at a place, the same each time for the same length.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="lengthMax">
    /// Most tokens of a sequence at this stage of the training. A source that makes its examples makes one that
    /// fits; of others, an example that is longer is left out.
    /// </param>
    /// <returns>The example, or null behind the last one.</returns>
    TrainingExample? Find(long index, int lengthMax);
}

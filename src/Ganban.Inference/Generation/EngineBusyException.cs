namespace Ganban.Inference.Generation;

/// <summary>All places for running and for waiting sequences are taken.</summary>
public sealed class EngineBusyException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="running">Sequences that may run at once.</param>
    /// <param name="waiting">Sequences that may wait.</param>
    public EngineBusyException(int running, int waiting)
        : base($"The engine runs {running} sequences and {waiting} more are waiting. Try again later.")
    {
    }
}

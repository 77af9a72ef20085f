namespace Ganban.Inference.Generation;

/// <summary>
/// All places for running and for waiting sequences are taken: all of the engine's, or all that one caller may have.
/// </summary>
public sealed class EngineBusyException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="running">Sequences that run.</param>
    /// <param name="waiting">Sequences that wait.</param>
    public EngineBusyException(int running, int waiting)
        : this(running, waiting, "Try again later.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="running">Sequences that run.</param>
    /// <param name="waiting">Sequences that wait.</param>
    /// <param name="advice">What limit was met and what to do, as a sentence.</param>
    public EngineBusyException(int running, int waiting, string advice)
        : base($"The engine runs {running} sequences and {waiting} more are waiting. {advice}")
    {
        Running = running;
        Waiting = waiting;
    }

    /// <summary>Sequences that run.</summary>
    public int Running { get; }

    /// <summary>Sequences that wait.</summary>
    public int Waiting { get; }
}

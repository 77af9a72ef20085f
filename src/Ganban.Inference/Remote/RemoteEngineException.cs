namespace Ganban.Inference.Remote;

/// <summary>
/// An engine outside this process did not answer as it should. The message says which, what happened and what to do; it
/// holds neither the engine's address nor its key.
/// </summary>
public sealed class RemoteEngineException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="fault">What kind of fault it is.</param>
    /// <param name="engine">The engine's name.</param>
    /// <param name="message">What happened and what to do, as a sentence that follows the engine's name.</param>
    /// <param name="inner">The cause.</param>
    public RemoteEngineException(RemoteFault fault, string engine, string message, Exception? inner = null)
        : base($"The engine '{engine}' {message}", inner)
    {
        Fault = fault;
        Engine = engine;
    }

    /// <summary>What kind of fault it is.</summary>
    public RemoteFault Fault { get; }

    /// <summary>The engine's name.</summary>
    public string Engine { get; }

    /// <summary>The HTTP status that the engine answered, if it did.</summary>
    public int? StatusCode { get; init; }

    /// <summary>How long the engine asks callers to wait, if it says so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the engine answered as it came; null if it did not answer.</summary>
    public RemoteReply? Reply { get; init; }

    /// <summary>The engine's own words, shortened and without the key; null if it had none.</summary>
    public string? Words { get; init; }
}

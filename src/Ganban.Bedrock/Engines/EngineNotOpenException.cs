namespace Ganban.Bedrock.Engines;

/// <summary>
/// An engine's model can't be opened when a request needs it. The message goes to the caller, so it names no file.
/// </summary>
public sealed class EngineNotOpenException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="engine">The engine's name.</param>
    /// <param name="isTemporary">Whether the same request may succeed later.</param>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="inner">The cause.</param>
    public EngineNotOpenException(string engine, bool isTemporary, string message, Exception inner)
        : base(message, inner)
    {
        Engine = engine;
        IsTemporary = isTemporary;
    }

    /// <summary>The engine's name.</summary>
    public string Engine { get; }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTemporary { get; }
}

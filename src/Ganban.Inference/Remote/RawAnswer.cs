namespace Ganban.Inference.Remote;

/// <summary>An engine's answer as it comes.</summary>
public sealed class RawAnswer : IDisposable
{
    private readonly EngineAnswer _answer;

    internal RawAnswer(EngineAnswer answer)
    {
        _answer = answer;
        Body = new AnswerStream(answer);
    }

    /// <summary>The headers, those of the body among them.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers => _answer.Headers;

    /// <summary>
    /// The body, to be read once. Reading throws <see cref="RemoteEngineException"/> when the engine falls silent,
    /// breaks off or sends too much.
    /// </summary>
    public Stream Body { get; }

    /// <summary>Drops what was not read.</summary>
    public void Dispose()
    {
        Body.Dispose();
        _answer.Dispose();
    }
}

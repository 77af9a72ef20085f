namespace Ganban.Inference.Remote;

/// <summary>Where an engine outside this process is, and how far it is trusted with time and memory.</summary>
/// <remarks>A class and not a record: a record would print its key.</remarks>
public sealed class RemoteEngineOptions
{
    /// <summary>The engine's name in messages to callers, for example <c>house</c>.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The address that the API's paths are appended to: for OpenAI's API with its version, as in
    /// <c>http://127.0.0.1:8000/v1</c>, for Ollama's without, as in <c>http://127.0.0.1:11434</c>.
    /// </summary>
    public required Uri Url { get; init; }

    /// <summary>The model's name at the engine.</summary>
    public required string Model { get; init; }

    /// <summary>The key, sent as a bearer token; null sends none. It appears in no message.</summary>
    public string? Key { get; init; }

    /// <summary>The longest silence up to an answer's first byte, in which the engine reads the prompt.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest silence after an answer's first byte.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long connecting may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The context window in tokens, if it is known. Ollama is asked for it. A limit on the answer that is no smaller
    /// is not sent: it limits nothing, and vLLM refuses it.
    /// </summary>
    public int? ContextLength { get; init; }

    /// <summary>How many times a request is tried again; see <see cref="RetryDelay"/>.</summary>
    public int Retries { get; init; }

    /// <summary>The wait before the first retry, about; it doubles with each, unless the engine names a wait.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Limits the requests at a time, of all clients that share it; null for no limit.</summary>
    public EngineGate? Gate { get; init; }

    /// <summary>The most bytes that a line of an answer may have.</summary>
    public int LineBytesMax { get; init; } = 4 << 20;

    /// <summary>The most bytes that an answer may have.</summary>
    public int AnswerBytesMax { get; init; } = 64 << 20;
}

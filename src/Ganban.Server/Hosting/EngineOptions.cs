namespace Ganban.Server.Hosting;

/// <summary>An engine given by configuration: <c>Ganban:Engines:NAME</c>.</summary>
/// <remarks>A null in a settings file means what an absent setting means.</remarks>
public sealed class EngineOptions
{
    /// <summary>One of <see cref="EngineKind"/>.</summary>
    public string Kind { get; set => field = value ?? ""; } = "";

    /// <summary>Where a remote engine is; with the version in OpenAI's API, <c>http://127.0.0.1:8000/v1</c>.</summary>
    public string Url { get; set => field = value ?? ""; } = "";

    /// <summary>The remote engine's model for conversations; empty if it has none.</summary>
    public string Model { get; set => field = value ?? ""; } = "";

    /// <summary>The remote engine's model for embeddings; empty if it has none.</summary>
    public string EmbeddingModel { get; set => field = value ?? ""; } = "";

    /// <summary>
    /// Whether <see cref="EmbeddingModel"/> embeds images too, asked for by messages in place of input as vLLM takes
    /// them.
    /// </summary>
    public bool EmbedsImages { get; set; }

    /// <summary>
    /// The remote engine's model for images; empty if it has none. Of a Stable Diffusion server: the checkpoint, empty
    /// for the one that it has loaded.
    /// </summary>
    public string ImageModel { get; set => field = value ?? ""; } = "";

    /// <summary>The remote engine's key; empty for none. Better named than given: <see cref="KeyVariable"/>.</summary>
    public string Key { get; set => field = value ?? ""; } = "";

    /// <summary>The environment variable that holds the key; empty for none.</summary>
    public string KeyVariable { get; set => field = value ?? ""; } = "";

    /// <summary>The longest silence before a remote engine's answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest silence in a remote engine's answer.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How many times a remote engine is asked again when it can't be reached, answers 502 or 503, or has too much to
    /// do; 0 to 10.
    /// </summary>
    public int Retries { get; set; }

    /// <summary>The wait before the first retry, about; it doubles with each.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How many requests a remote engine gets at a time; absent: no limit.</summary>
    public int? Concurrency { get; set; }

    /// <summary>How many requests wait for one of the places of <see cref="Concurrency"/> before more are
    /// refused.</summary>
    public int WaitingMax { get; set; } = 100;

    /// <summary>How often a remote engine is asked whether it answers; absent: never.</summary>
    public TimeSpan? HealthCheck { get; set; }

    /// <summary>The region of Amazon Bedrock; empty for the one that the caller asks in.</summary>
    public string Region { get; set => field = value ?? ""; } = "";

    /// <summary>The named profile of the AWS configuration; empty for what the AWS SDK finds.</summary>
    public string Profile { get; set => field = value ?? ""; } = "";

    /// <summary>
    /// The GGUF file, or the name of the stored model, of an engine in this process that answers conversations.
    /// </summary>
    public string Path { get; set => field = value ?? ""; } = "";

    /// <summary>
    /// The GGUF file, or the name of the stored model, of an encoder in this process that makes embeddings.
    /// </summary>
    public string EmbeddingPath { get; set => field = value ?? ""; } = "";

    /// <summary>What stands before each text that the encoder is given, as some models want it.</summary>
    public string EmbeddingPrefix { get; set => field = value ?? ""; } = "";

    /// <summary>
    /// What makes the model at <see cref="Path"/> see pictures: the GGUF file of its vision tower (mmproj), or the name
    /// of a stored one; empty for none.
    /// </summary>
    public string ProjectorPath { get; set => field = value ?? ""; } = "";

    /// <summary>The file of rules of an engine that plays a script.</summary>
    public string Script { get; set => field = value ?? ""; } = "";

    /// <summary>The folder of recordings of an engine that replays them.</summary>
    public string Folder { get; set => field = value ?? ""; } = "";

    /// <summary>The folder that the engine's answers are recorded in; empty: they are not.</summary>
    public string Record { get; set => field = value ?? ""; } = "";

    /// <summary>The context window in tokens; absent: the file's, or not known of a remote engine.</summary>
    public int? ContextLength { get; set; }
}

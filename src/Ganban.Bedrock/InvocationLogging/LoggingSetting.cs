using Ganban.Storage;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>What a tenant wants logged of its invocations. A flag that was not sent is null and means yes.</summary>
internal sealed record LoggingSetting
{
    /// <summary>The id of the one document.</summary>
    public const string Id = "setting";

    public static DocumentKind<LoggingSetting> Kind { get; } =
        new("invocation-logging", InvocationLoggingJson.Default.LoggingSetting);

    /// <summary>The log group, which is a folder of files here; null for none.</summary>
    public string? LogGroupName { get; init; }

    /// <summary>The log group's role, kept and given back.</summary>
    public string? RoleArn { get; init; }

    /// <summary>Where large bodies of the log group's records go; null: they stay in the records.</summary>
    public LogBucket? LargeData { get; init; }

    /// <summary>Where objects with records go; null for none.</summary>
    public LogBucket? S3 { get; init; }

    /// <summary>Whether bodies are logged at all.</summary>
    public bool? TextDataDeliveryEnabled { get; init; }

    /// <summary>Whether images are logged within bodies.</summary>
    public bool? ImageDataDeliveryEnabled { get; init; }

    /// <summary>Whether the vectors of embedding models are logged.</summary>
    public bool? EmbeddingDataDeliveryEnabled { get; init; }

    /// <summary>Kept and given back: no engine takes video.</summary>
    public bool? VideoDataDeliveryEnabled { get; init; }

    /// <summary>Kept and given back: no engine takes audio.</summary>
    public bool? AudioDataDeliveryEnabled { get; init; }
}

/// <summary>A place in S3 for records or bodies.</summary>
/// <param name="Name">The bucket's name.</param>
/// <param name="KeyPrefix">What keys begin with, as the caller wrote it.</param>
internal sealed record LogBucket(string Name, string? KeyPrefix);

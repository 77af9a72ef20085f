using Ganban.Storage;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>What a tenant wants logged of its invocations. A flag that was not sent is null and means yes.</summary>
internal sealed record LoggingSetting
{
    /// <summary>The id of the one document.</summary>
    public const string Id = "setting";

    public static DocumentKind<LoggingSetting> Kind { get; } =
        new("invocation-logging", InvocationLoggingJson.Default.LoggingSetting);

    /// <summary>The log group, which is a folder of files here.</summary>
    public required string LogGroupName { get; init; }

    /// <summary>The role, kept and given back.</summary>
    public required string RoleArn { get; init; }

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

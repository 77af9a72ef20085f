using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage;

namespace Ganban.Bedrock.Sessions;

/// <summary>A session as it is stored; id and times are the store's. Whatever is added to it writes it too.</summary>
/// <param name="EncryptionKeyArn">The key that was named; kept, not used.</param>
/// <param name="Metadata">What the user keeps with it.</param>
/// <param name="IsEnded">Whether it was ended.</param>
/// <param name="Invocations">How many invocations it has.</param>
/// <param name="Steps">How many steps its invocations have together.</param>
public sealed record SessionRecord(
    string? EncryptionKeyArn,
    IReadOnlyDictionary<string, string>? Metadata,
    bool IsEnded,
    int Invocations,
    int Steps)
{
    /// <summary>The type in the ARNs of sessions.</summary>
    public const string ResourceType = "session";

    /// <summary>How long a session stays open after the last change of it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>Where they are stored.</summary>
    public static DocumentKind<SessionRecord> Kind { get; } = new(ResourceType, SessionsJson.Default.SessionRecord);

    /// <summary>A session's status at a time.</summary>
    public static string StatusOf(Stored<SessionRecord> session, DateTimeOffset now) =>
        session.Document.IsEnded ? SessionStatus.Ended
        : session.UpdatedAt + Lifetime <= now ? SessionStatus.Expired
        : SessionStatus.Active;
}

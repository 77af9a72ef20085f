using Ganban.Storage;

namespace Ganban.Bedrock.Sessions;

/// <summary>An invocation of a session as it is stored, under both ids; its parent is the session.</summary>
/// <param name="Description">What the user says about it, if anything.</param>
public sealed record InvocationRecord(string? Description)
{
    /// <summary>Where they are stored.</summary>
    public static DocumentKind<InvocationRecord> Kind { get; } =
        new("session-invocation", SessionsJson.Default.InvocationRecord);

    /// <summary>The document's id.</summary>
    public static string IdOf(string session, string invocation) => $"{session}/{invocation}";

    /// <summary>The invocation in a document's id.</summary>
    public static string InvocationOf(string id) => id.Split('/')[1];
}

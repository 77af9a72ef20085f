using Ganban.Storage;

namespace Ganban.Bedrock.Sessions;

/// <summary>
/// A step of an invocation as it is stored: under the invocation's id, with the step's as its version; its parent is
/// the session. What it holds is a document beside it, so that lists don't read that.
/// </summary>
/// <param name="Time">When the user says that it was.</param>
/// <param name="Digest">The SHA-256 of what it holds.</param>
public sealed record StepRecord(DateTimeOffset Time, string Digest)
{
    /// <summary>Where they are stored.</summary>
    public static DocumentKind<StepRecord> Kind { get; } = new("session-step", SessionsJson.Default.StepRecord);
}

using System.Text.Json.Serialization;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>A session of an agent.</summary>
internal sealed record AgentSession
{
    /// <summary>Where they are stored.</summary>
    public static DocumentKind<AgentSession> Kind { get; } =
        new("agent-session", AgentRuntimeJson.Default.AgentSession);

    /// <summary>Where ended ones of a memory wait to be summed up; their parent is the memory.</summary>
    public static DocumentKind<AgentSession> Ended { get; } =
        new("agent-session-ended", AgentRuntimeJson.Default.AgentSession);

    /// <summary>Its id; null for one that was kept before ids were.</summary>
    public string? SessionId { get; init; }

    /// <summary>When its first turn ended; null for one that was kept before times were.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>What was said.</summary>
    public Conversation Conversation { get; init; } = new();

    /// <summary>What functions and the caller remember for the session.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>What they remember for the turn, which goes on where control was returned.</summary>
    public IReadOnlyDictionary<string, string> PromptAttributes { get; init; } = new Dictionary<string, string>();

    /// <summary>What the user asked last, where it was kept before the conversation said it.</summary>
    public string Input { get; init; } = "";

    /// <summary>Seconds that it lives without being used.</summary>
    public int IdleSeconds { get; init; }

    /// <summary>The files that its programs find.</summary>
    public IReadOnlyList<SessionFile> Files { get; init; } = [];

    /// <summary>Whose memory it becomes a part of; null for nobody's.</summary>
    public string? MemoryId { get; init; }
}

/// <summary>A file that a session's programs find.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Content">What it holds.</param>
internal sealed record SessionFile(string Name, ReadOnlyMemory<byte> Content);

/// <summary>How sessions become JSON.</summary>
[JsonSourceGenerationOptions(
    MaxDepth = 256,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AgentSession))]
internal sealed partial class AgentRuntimeJson : JsonSerializerContext;

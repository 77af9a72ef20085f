using Ganban.Bedrock.Citations;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation;

/// <summary>What every native format and Converse translate to: the request that all engines understand.</summary>
/// <param name="Messages">The conversation, a system message first if there is one.</param>
/// <param name="Options">Sampling, limits, tools.</param>
public sealed record ChatRequest(IReadOnlyList<ChatMessage> Messages, ChatOptions Options)
{
    /// <summary>
    /// Whether the caller marked a part of the prompt for the cache, so that the answer tells what the cache did.
    /// </summary>
    public bool HasCachePoint { get; init; }

    /// <summary>What the answer is to cite, where the caller asked for citations.</summary>
    public IReadOnlyList<CitableSource> Sources { get; init; } = [];

    /// <summary>
    /// How long the cache points ask to be kept: <c>1h</c> if all of them ask for it, else <c>5m</c>; null if none
    /// says.
    /// </summary>
    public string? CacheTtl { get; init; }

    /// <summary>What cache points ask for together.</summary>
    /// <param name="ttls">What each asks for; null for one that does not say.</param>
    public static string? TtlOf(IReadOnlyCollection<string?> ttls) =>
        ttls.All(ttl => ttl is null) ? null : ttls.All(ttl => ttl == "1h") ? "1h" : "5m";
}

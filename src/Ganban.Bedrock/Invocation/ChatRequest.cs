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

    /// <summary>Whether every cache point asks to be kept for an hour in place of five minutes.</summary>
    public bool KeepsCacheForHour { get; init; }
}

namespace Ganban.Bedrock.Invocation;

/// <summary>What the engine's prefix cache did for a request that has a cache point.</summary>
/// <param name="ReadTokens">Tokens of the prompt that came out of the cache.</param>
/// <param name="WrittenTokens">Tokens of the prompt that went into it.</param>
/// <param name="Ttl">How long the request asked to keep them, <c>5m</c> or <c>1h</c>; null if it did not say.</param>
public sealed record CacheUse(int ReadTokens, int WrittenTokens, string? Ttl = null)
{
    /// <summary>Tokens of the prompt that are not counted as input, because they are counted here.</summary>
    public int Tokens => ReadTokens + WrittenTokens;
}

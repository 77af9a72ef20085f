using Ganban.Storage;

namespace Ganban.Bedrock.Costs;

/// <summary>The sum of a day's invocations that share a <see cref="SpendKey"/>.</summary>
/// <param name="Key">What they share.</param>
/// <param name="Invocations">How many there were.</param>
/// <param name="InputTokens">Tokens of prompts, without those of the cache.</param>
/// <param name="OutputTokens">Tokens of answers.</param>
/// <param name="CacheReadTokens">Tokens of prompts that were read from the cache.</param>
/// <param name="CacheWriteTokens">Tokens of prompts that were kept in the cache.</param>
/// <param name="Usd">What those with a known price would have cost on Amazon Bedrock, in US dollars.</param>
/// <param name="Unpriced">How many of them have no known price.</param>
public sealed record SpendSum(
    SpendKey Key,
    long Invocations,
    long InputTokens,
    long OutputTokens,
    long CacheReadTokens,
    long CacheWriteTokens,
    decimal Usd,
    long Unpriced)
{
    /// <summary>The documents; they belong to the server, so that a report sees all accounts.</summary>
    internal static DocumentKind<SpendSum> Kind { get; } =
        new("spend", CostsJson.Default.SpendSum) { Scope = DocumentScope.Global };

    /// <summary>Nothing yet.</summary>
    internal static SpendSum Empty(SpendKey key) => new(key, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Both together, under this sum's key.</summary>
    public SpendSum Plus(SpendSum other) => new(
        Key,
        Invocations + other.Invocations,
        InputTokens + other.InputTokens,
        OutputTokens + other.OutputTokens,
        CacheReadTokens + other.CacheReadTokens,
        CacheWriteTokens + other.CacheWriteTokens,
        Usd + other.Usd,
        Unpriced + other.Unpriced);
}

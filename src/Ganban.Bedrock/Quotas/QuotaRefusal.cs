using System.Globalization;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Quotas;

/// <summary>A quota that a request would exceed.</summary>
/// <param name="Quota">Which: <c>requests-per-minute</c>, <c>tokens-per-minute</c>, <c>tokens-per-day</c>.</param>
/// <param name="Limit">How much it allows.</param>
/// <param name="Asked">How much the request needs.</param>
/// <param name="Clears">When as much is free; null: never, the request needs more than the quota allows.</param>
internal sealed record QuotaRefusal(string Quota, long Limit, long Asked, TimeSpan? Clears)
{
    public const string Requests = "requests-per-minute";
    public const string Tokens = "tokens-per-minute";
    public const string TokensOfDay = "tokens-per-day";

    /// <summary>Whole seconds until <see cref="Clears"/>, at least 1.</summary>
    public long? Seconds => Clears is { } clears ? Math.Max(1, (long)Math.Ceiling(clears.TotalSeconds)) : null;

    /// <summary>The error in the service's words; its headers tell what the words leave out.</summary>
    public ThrottlingException ToError() => new(Quota switch
    {
        Requests => "Too many requests, please wait before trying again.",
        Tokens => "Too many tokens, please wait before trying again.",
        _ => "Too many tokens per day, please wait before trying again.",
    })
    {
        Headers = Seconds is { } seconds
            ? [new("Retry-After", seconds.ToString(CultureInfo.InvariantCulture)), new("x-ganban-quota", Describe())]
            : [new("x-ganban-quota", Describe())],
    };

    private string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Quota}; limit={Limit}; asked={Asked}; clears-in={Seconds?.ToString(CultureInfo.InvariantCulture) ?? "never"}");
}

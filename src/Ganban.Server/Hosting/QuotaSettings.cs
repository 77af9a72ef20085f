using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Quotas;

namespace Ganban.Server.Hosting;

/// <summary>How much accounts may use models: <c>Ganban:Quotas:N</c>.</summary>
/// <remarks>A null in a settings file means what an absent setting means.</remarks>
public sealed class QuotaSettings
{
    /// <summary>A pattern of catalog model ids.</summary>
    public string Pattern { get; set => field = value ?? ""; } = "";

    /// <summary>The account; empty: each account for itself.</summary>
    public string Account { get; set => field = value ?? ""; } = "";

    /// <summary>Requests a minute; absent: no limit.</summary>
    public long? RequestsPerMinute { get; set; }

    /// <summary>Tokens a minute; absent: no limit.</summary>
    public long? TokensPerMinute { get; set; }

    /// <summary>Tokens a day; absent: no limit.</summary>
    public long? TokensPerDay { get; set; }

    /// <summary>What a token of an answer counts; absent: as Amazon Bedrock counts it.</summary>
    public int? OutputBurndown { get; set; }

    /// <summary>The quota.</summary>
    internal QuotaRule ToRule() => new(
        new ModelPattern(Pattern),
        Account.Length == 0 ? null : Account,
        RequestsPerMinute,
        TokensPerMinute,
        TokensPerDay,
        OutputBurndown);

    /// <summary>What is wrong, as the rest of a sentence that begins with the setting.</summary>
    internal IEnumerable<string> Problems()
    {
        if (RequestsPerMinute is null && TokensPerMinute is null && TokensPerDay is null)
        {
            yield return " must have RequestsPerMinute, TokensPerMinute or TokensPerDay.";
        }

        if (RequestsPerMinute < 1 || TokensPerMinute < 1 || TokensPerDay < 1)
        {
            yield return ":RequestsPerMinute, TokensPerMinute and TokensPerDay must be at least 1.";
        }

        if (OutputBurndown is < 1 or > 100)
        {
            yield return ":OutputBurndown must be a number from 1 to 100.";
        }
    }
}

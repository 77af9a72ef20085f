using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Observation;

namespace Ganban.Bedrock.Costs;

/// <summary>What an invocation would have cost on Amazon Bedrock, on demand, by the catalog's prices.</summary>
/// <param name="Usd">US dollars; null if a price or a count is not known.</param>
/// <param name="Region">The region whose own price it is; null: the price of the US regions.</param>
internal sealed record CallPrice(decimal? Usd, string? Region)
{
    // Amazon's price list gives batch inference half the price of on-demand use, for the models that it names there.
    private const decimal BatchShare = 0.5m;
    private static readonly CallPrice Unknown = new(null, null);

    /// <summary>
    /// Prices an invocation by its tokens, its images or its queries. One that no engine took costs nothing; one whose
    /// engine tells no counts has no known price, as have models that are priced otherwise.
    /// </summary>
    public static CallPrice Of(FinishedInvocation invocation) =>
        Of(invocation.Notes, invocation.Caller.Region, invocation.Error is not null);

    /// <summary>Prices what is noted of an invocation up to now.</summary>
    public static CallPrice Of(InvocationNotes notes, string region, bool hasFailed)
    {
        if (notes.Engine is null || (hasFailed && notes.OutputTokens is null))
        {
            return new CallPrice(0, null);
        }

        if (notes.IsProvisioned)
        {
            return new CallPrice(0, null); // The hours are paid.
        }

        var read = notes.Cache?.ReadTokens ?? 0;
        var written = notes.Cache?.WrittenTokens ?? 0;
        if (notes.Model?.Prices is not { } prices || prices.OnDemandIn(region) is not { } price)
        {
            return Unknown;
        }

        if (notes.Images is { } images)
        {
            return new CallPrice(ImageCost.Of(price.PerOutputImage, images), null);
        }

        if (notes.Queries is { } queries && price.PerQuery is { } perQuery)
        {
            return new CallPrice(queries * perQuery, null);
        }

        if (notes.InputTokens is not { } input || input + read + written == 0)
        {
            return Unknown;
        }

        var usd = For(input, price.InputPer1KTokens)
            + For(notes.OutputTokens ?? 0, price.OutputPer1KTokens)
            + For(read, price.CacheReadPer1KTokens)
            + For(written, notes.KeepsCacheForHour ? price.CacheWrite1hPer1KTokens : price.CacheWritePer1KTokens);
        var isRegional = prices.Regional.Any(own => own.Region == region && own.InputPer1KTokens is not null);
        usd *= notes.IsBatch ? BatchShare : 1;
        return usd is null ? Unknown : new CallPrice(usd, isRegional ? region : null);
    }

    private static decimal? For(int tokens, decimal? per1K) => tokens == 0 ? 0 : tokens * per1K / 1000;
}

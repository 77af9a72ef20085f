using Ganban.Bedrock.Observation;

namespace Ganban.Bedrock.Costs;

/// <summary>What an invocation would have cost on Amazon Bedrock, on demand, by the catalog's prices.</summary>
/// <param name="Usd">US dollars; null if a price or a count is not known.</param>
/// <param name="Region">The region whose own price it is; null: the price of the US regions.</param>
internal sealed record CallPrice(decimal? Usd, string? Region)
{
    private static readonly CallPrice Unknown = new(null, null);

    /// <summary>
    /// Prices an invocation by its tokens. One that no engine took costs nothing; one whose engine tells no counts has
    /// no known price. Images are priced by their number.
    /// </summary>
    public static CallPrice Of(FinishedInvocation invocation)
    {
        var notes = invocation.Notes;
        if (notes.Engine is null || (invocation.Error is not null && notes.OutputTokens is null))
        {
            return new CallPrice(0, null);
        }

        if (notes.Images is { } images)
        {
            var perImage = notes.Model?.Prices?.OnDemand?.PerOutputImage
                .FirstOrDefault(price => price.IsFor(images.Width, images.Height, images.Quality));
            return new CallPrice(images.Count * perImage?.Usd, null);
        }

        var region = invocation.Caller.Region;
        var read = notes.Cache?.ReadTokens ?? 0;
        var written = notes.Cache?.WrittenTokens ?? 0;
        if (notes.Model?.Prices is not { } prices
            || prices.OnDemandIn(region) is not { } price
            || notes.InputTokens is not { } input
            || input + read + written == 0)
        {
            return Unknown;
        }

        var usd = For(input, price.InputPer1KTokens)
            + For(notes.OutputTokens ?? 0, price.OutputPer1KTokens)
            + For(read, price.CacheReadPer1KTokens)
            + For(written, price.CacheWritePer1KTokens);
        var isRegional = prices.Regional.Any(own => own.Region == region && own.InputPer1KTokens is not null);
        return usd is null ? Unknown : new CallPrice(usd, isRegional ? region : null);
    }

    private static decimal? For(int tokens, decimal? per1K) => tokens == 0 ? 0 : tokens * per1K / 1000;
}

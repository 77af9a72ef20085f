using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.Bedrock;

namespace Ganban.Bedrock.Costs;

/// <summary>What provisioned throughput would have cost on Amazon Bedrock.</summary>
public static class ProvisionedCost
{
    /// <summary>US dollars: model units × hours × the price of an hour; null where that is not known.</summary>
    /// <param name="prices">The base model's prices.</param>
    /// <param name="region">The region; its own price holds where it is known.</param>
    /// <param name="units">Model units.</param>
    /// <param name="hours">Hours.</param>
    /// <param name="commitment">One of <see cref="CommitmentDuration"/>; null: none.</param>
    /// <param name="isCustom">Whether the model is a customised copy.</param>
    public static decimal? Of(
        ModelPrices prices,
        string region,
        int units,
        decimal hours,
        string? commitment,
        bool isCustom)
    {
        var regional = isCustom ? null : prices.Regional.FirstOrDefault(price => price.Region == region);
        var hourly = (isCustom ? prices.CustomModel?.Provisioned : null) ?? prices.Provisioned;
        var price = commitment switch
        {
            null => hourly?.NoCommitmentPerHour,
            CommitmentDuration.OneMonth => regional?.OneMonthPerHour ?? hourly?.OneMonthPerHour,
            CommitmentDuration.SixMonths => regional?.SixMonthsPerHour ?? hourly?.SixMonthsPerHour,
            _ => null,
        };
        return price * units * hours;
    }
}

namespace Ganban.Bedrock.FoundationModels;

/// <summary>Prices of one region, in US dollars.</summary>
/// <param name="Region">The region.</param>
/// <param name="InputPer1KTokens">A thousand input tokens on demand.</param>
/// <param name="OutputPer1KTokens">A thousand output tokens on demand.</param>
/// <param name="OneMonthPerHour">An hour of a provisioned model unit, committed for one month.</param>
/// <param name="SixMonthsPerHour">An hour of a provisioned model unit, committed for six months.</param>
public sealed record RegionalPrice(
    string Region,
    decimal? InputPer1KTokens,
    decimal? OutputPer1KTokens,
    decimal? OneMonthPerHour,
    decimal? SixMonthsPerHour);

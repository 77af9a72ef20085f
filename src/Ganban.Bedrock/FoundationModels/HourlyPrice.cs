namespace Ganban.Bedrock.FoundationModels;

/// <summary>What a model unit of provisioned throughput costs, in US dollars per hour, by commitment.</summary>
/// <param name="NoCommitmentPerHour">Without commitment.</param>
/// <param name="OneMonthPerHour">With a commitment of one month.</param>
/// <param name="SixMonthsPerHour">With a commitment of six months.</param>
public sealed record HourlyPrice(decimal? NoCommitmentPerHour, decimal? OneMonthPerHour, decimal? SixMonthsPerHour);

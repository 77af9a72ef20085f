namespace Ganban.Bedrock.FoundationModels;

/// <summary>What customising a model costs, in US dollars.</summary>
/// <param name="TrainPer1KTokens">Training, per thousand tokens seen.</param>
/// <param name="TrainPerImage">Training, per image seen.</param>
/// <param name="StorePerMonth">Keeping one customised model for a month.</param>
public sealed record CustomizationPrice(decimal? TrainPer1KTokens, decimal? TrainPerImage, decimal? StorePerMonth);

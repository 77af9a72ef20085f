namespace Ganban.Bedrock.FoundationModels;

/// <summary>What using a customised copy costs where it differs from the base model, in US dollars.</summary>
/// <param name="PerOutputImage">One image made.</param>
/// <param name="Provisioned">Provisioned throughput, per model unit.</param>
public sealed record CustomModelPrice(IReadOnlyList<ImagePrice> PerOutputImage, HourlyPrice? Provisioned);

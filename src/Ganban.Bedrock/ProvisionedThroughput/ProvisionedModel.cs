using Ganban.Storage;

namespace Ganban.Bedrock.ProvisionedThroughput;

/// <summary>Provisioned throughput of a tenant as it is stored; its id, name and times are the store's.</summary>
/// <param name="ModelId">The catalog id of the base model that it serves.</param>
/// <param name="ModelUnits">Model units, 1 or more.</param>
/// <param name="Commitment">One of the contract's commitment durations; null: none.</param>
/// <param name="CommitmentEndsAt">When the commitment ends; null where there is none.</param>
public sealed record ProvisionedModel(
    string ModelId,
    int ModelUnits,
    string? Commitment,
    DateTimeOffset? CommitmentEndsAt)
{
    /// <summary>The type in the ARNs of provisioned throughput.</summary>
    public const string ResourceType = "provisioned-model";

    /// <summary>Where they are stored.</summary>
    public static DocumentKind<ProvisionedModel> Kind { get; } =
        new(ResourceType, ProvisionedThroughputJson.Default.ProvisionedModel) { UniqueNames = true };
}

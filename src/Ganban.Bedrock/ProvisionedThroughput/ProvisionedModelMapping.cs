using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.Bedrock;
using Ganban.Storage;

namespace Ganban.Bedrock.ProvisionedThroughput;

/// <summary>
/// Stored provisioned throughput in the contract's shapes. It is in service from its creation: the model's engine is
/// there already.
/// </summary>
internal static class ProvisionedModelMapping
{
    /// <summary>The ARN of the model that it serves.</summary>
    public static string ModelArn(ProvisionedModel model, Tenant tenant) =>
        Arn.Bedrock(tenant.Region, account: "", $"foundation-model/{model.ModelId}").ToString();

    public static ProvisionedModelSummary ToSummary(Stored<ProvisionedModel> stored, Tenant tenant)
    {
        var modelArn = ModelArn(stored.Document, tenant);
        return new ProvisionedModelSummary
        {
            ProvisionedModelName = stored.Name!,
            ProvisionedModelArn = ProvisionedModels.Arn(tenant, stored.Id),
            ModelArn = modelArn,
            DesiredModelArn = modelArn,
            FoundationModelArn = modelArn,
            ModelUnits = stored.Document.ModelUnits,
            DesiredModelUnits = stored.Document.ModelUnits,
            Status = ProvisionedModelStatus.InService,
            CommitmentDuration = stored.Document.Commitment,
            CommitmentExpirationTime = stored.Document.CommitmentEndsAt,
            CreationTime = stored.CreatedAt,
            LastModifiedTime = stored.UpdatedAt,
        };
    }

    public static GetProvisionedModelThroughputResponse ToResponse(ProvisionedModelSummary summary) => new()
    {
        ProvisionedModelName = summary.ProvisionedModelName,
        ProvisionedModelArn = summary.ProvisionedModelArn,
        ModelArn = summary.ModelArn,
        DesiredModelArn = summary.DesiredModelArn,
        FoundationModelArn = summary.FoundationModelArn,
        ModelUnits = summary.ModelUnits,
        DesiredModelUnits = summary.DesiredModelUnits,
        Status = summary.Status,
        CommitmentDuration = summary.CommitmentDuration,
        CommitmentExpirationTime = summary.CommitmentExpirationTime,
        CreationTime = summary.CreationTime,
        LastModifiedTime = summary.LastModifiedTime,
    };
}

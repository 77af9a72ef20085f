using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Guardrails;

/// <summary>Shows a guardrail's draft or one of its versions.</summary>
internal sealed class GetGuardrailHandler(StoredGuardrails guardrails)
    : IOperationHandler<GetGuardrailRequest, GetGuardrailResponse>
{
    /// <inheritdoc/>
    public async Task<GetGuardrailResponse> Handle(
        GetGuardrailRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await guardrails.Find(
            tenant, request.GuardrailIdentifier, request.GuardrailVersion, cancellationToken)
            ?? throw GuardrailsErrors.NotFound(request.GuardrailIdentifier, request.GuardrailVersion);
        var document = stored.Document;
        return new GetGuardrailResponse
        {
            Name = stored.Name!,
            Description = document.Description,
            GuardrailId = stored.Id,
            GuardrailArn = StoredGuardrails.Arn(tenant, stored.Id),
            Version = stored.Version,
            Status = GuardrailStatus.Ready,
            TopicPolicy = document.ReadTopics(),
            ContentPolicy = document.ReadContent(),
            WordPolicy = document.ReadWords(),
            SensitiveInformationPolicy = document.ReadSensitive(),
            ContextualGroundingPolicy = document.ReadGrounding(),
            CrossRegionDetails = GuardrailProfiles.Details(tenant, document.CrossRegionProfile),
            CreatedAt = stored.CreatedAt,
            UpdatedAt = stored.UpdatedAt,
            StatusReasons = [],
            FailureRecommendations = [],
            BlockedInputMessaging = document.BlockedInputMessaging,
            BlockedOutputsMessaging = document.BlockedOutputsMessaging,
            KmsKeyArn = KeyArn(tenant, document.KmsKeyId),
        };
    }

    private static string? KeyArn(Tenant tenant, string? key) =>
        key is null || key.StartsWith("arn:", StringComparison.Ordinal)
            ? key
            : $"arn:{FoundationModels.Arn.PartitionOf(tenant.Region)}:kms:{tenant.Region}:{tenant.Account}:"
                + (key.StartsWith("alias/", StringComparison.Ordinal) ? key : $"key/{key}");
}

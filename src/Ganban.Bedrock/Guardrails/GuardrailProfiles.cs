using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.Bedrock;
using Ganban.Storage;

namespace Ganban.Bedrock.Guardrails;

/// <summary>Guardrail profiles, by which other regions evaluate on Amazon Bedrock; here they are only shown.</summary>
internal static class GuardrailProfiles
{
    /// <summary>A profile's id and ARN; null for none.</summary>
    public static GuardrailCrossRegionDetails? Details(Tenant tenant, string? identifier)
    {
        if (identifier is null)
        {
            return null;
        }

        var id = Arn.Parse(identifier)?.NameOf("guardrail-profile") ?? identifier;
        return new GuardrailCrossRegionDetails
        {
            GuardrailProfileId = id,
            GuardrailProfileArn = Arn.Bedrock(tenant.Region, tenant.Account, $"guardrail-profile/{id}").ToString(),
        };
    }
}

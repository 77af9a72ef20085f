using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.InferenceProfiles;
using Ganban.Storage;

namespace Ganban.Bedrock.PromptRouters;

/// <summary>A prompt router that every tenant has without making it.</summary>
/// <param name="Id">What its ARN ends with, such as <c>anthropic.claude:1</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
/// <param name="ModelIds">Catalog ids of its two models, the cheaper one first; the other is the fallback.</param>
/// <param name="ResponseQualityDifference">Its criterion.</param>
internal sealed record DefaultRouter(
    string Id,
    string Name,
    string Description,
    IReadOnlyList<string> ModelIds,
    double ResponseQualityDifference)
{
    /// <summary>The type in the ARNs of default routers.</summary>
    public const string ResourceType = "default-prompt-router";

    // The day the service's own listing gives.
    public static readonly DateTimeOffset Since = new(2024, 11, 20, 0, 0, 0, TimeSpan.Zero);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DefaultRouter> All { get; } =
    [
        new(
            "amazon.nova:1",
            "Nova Prompt Router",
            "Routes requests among models in the Nova family",
            ["amazon.nova-lite-v1:0", "amazon.nova-pro-v1:0"],
            ResponseQualityDifference: 0),
        new(
            "anthropic.claude:1",
            "Anthropic Prompt Router",
            "Routes requests among models in the Claude family",
            ["anthropic.claude-3-haiku-20240307-v1:0", "anthropic.claude-3-5-sonnet-20240620-v1:0"],
            ResponseQualityDifference: 0.26),
        new(
            "meta.llama:1",
            "Meta Prompt Router",
            "Routes requests among models in the LLaMA family",
            ["meta.llama3-1-8b-instruct-v1:0", "meta.llama3-1-70b-instruct-v1:0"],
            ResponseQualityDifference: 0),
    ];

    /// <summary>The router's ARN for a tenant.</summary>
    public string Arn(Tenant tenant) =>
        FoundationModels.Arn.Bedrock(tenant.Region, tenant.Account, $"{ResourceType}/{Id}").ToString();

    /// <summary>
    /// The router with the ARNs that a tenant's region offers its models by: a profile of the region where there is
    /// one, else the model itself; null if a model can't be had there.
    /// </summary>
    public PromptRouter? In(Tenant tenant, ModelCatalog catalog)
    {
        var arns = ModelIds.Select(id => ArnOf(id, tenant, catalog)).OfType<string>().ToList();
        return arns.Count == ModelIds.Count
            ? new PromptRouter(Description, arns, arns[^1], ResponseQualityDifference)
            : null;
    }

    private static string? ArnOf(string modelId, Tenant tenant, ModelCatalog catalog)
    {
        if (catalog.FindModel(modelId) is not { } model)
        {
            return null;
        }

        var profile = catalog.Profiles.FirstOrDefault(
            profile => profile.Model.Id == modelId && profile.IsOfferedIn(tenant.Region));
        return profile?.Arn(tenant.Account, tenant.Region)
            ?? (model.SupportsOnDemand(tenant.Region) ? model.Arn(tenant.Region) : null);
    }
}

using Ganban.Bedrock.FoundationModels;
using Ganban.Storage;

namespace Ganban.Bedrock.Tagging;

/// <summary>
/// The seam between tags and what bears them: every feature whose resources can be tagged registers one of these.
/// </summary>
public interface ITaggableResources
{
    /// <summary>The type in their ARNs: what stands before the first slash, such as <c>guardrail</c>.</summary>
    string ResourceType { get; }

    /// <summary>Whether the resource exists. The ARN is the tenant's own and of <see cref="ResourceType"/>.</summary>
    Task<bool> Exists(Tenant tenant, Arn arn, CancellationToken cancellationToken);
}

using Ganban.Bedrock.FoundationModels;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Invocation;

/// <summary>
/// Regions in which no model may be invoked, as where an organisation's service control policy denies them. A profile
/// fails if one of its destinations is denied, whichever would serve: so code meets that before it runs on Amazon
/// Bedrock.
/// </summary>
/// <param name="Names">The regions; <see cref="Unspecified"/> denies profiles that lead anywhere.</param>
public sealed record DeniedRegions(IReadOnlyList<string> Names)
{
    /// <summary>What policies call the region of a global profile's request.</summary>
    public const string Unspecified = "unspecified";

    /// <summary>Refuses a model that a denied region may serve.</summary>
    /// <param name="model">The model.</param>
    /// <param name="regions">The regions that may serve it; an empty one stands for any.</param>
    /// <param name="context">The call.</param>
    /// <exception cref="Ganban.Contracts.ModelledException">A region is denied.</exception>
    public void Check(CatalogModel model, IReadOnlyList<string> regions, OperationContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(context);
        var denied = regions.FirstOrDefault(region => Names.Contains(region.Length == 0 ? Unspecified : region));
        if (denied is not null)
        {
            throw InvocationErrors.DeniedRegion(model.Arn(new Tenant(context.Account, denied)), context);
        }
    }
}

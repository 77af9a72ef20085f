using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation.Converse;
using Ganban.Bedrock.Invocation;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Doors.Models;

/// <summary>
/// Lists what can be named as a model in the caller's region: models on demand and system-defined inference profiles
/// that converse or embed.
/// </summary>
internal sealed class ListModelsOperation(ModelCatalog catalog) : IDoorOperation
{
    /// <inheritdoc/>
    public string Name => DoorOperations.ListModels;

    /// <inheritdoc/>
    public Task<DoorAnswer> Answer(
        DoorRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var models = catalog.Models
            .Where(model => model.SupportsOnDemand(context.Region) && IsUseful(model))
            .Select(model => ModelEntry.Of(model.Id, model));
        var profiles = catalog.Profiles
            .Where(profile => profile.IsOfferedIn(context.Region) && IsUseful(profile.Model))
            .Select(profile => ModelEntry.Of(profile.Id, profile.Model));
        var list = new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. models.Concat(profiles)]),
        };
        return Task.FromResult<DoorAnswer>(new DoorAnswer.Whole(NativeInvocation.Bytes(list)));
    }

    private static bool IsUseful(CatalogModel model) => ModelLimits.Converses(model) || DoorModels.Embeds(model);
}

using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>Deletes a version of a flow that no alias uses.</summary>
internal sealed class DeleteFlowVersionHandler(StoredFlows flows, ResourceStore store)
    : IOperationHandler<DeleteFlowVersionRequest, DeleteFlowVersionResponse>
{
    /// <inheritdoc/>
    public async Task<DeleteFlowVersionResponse> Handle(
        DeleteFlowVersionRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await flows.Find(tenant, request.FlowIdentifier, request.FlowVersion, cancellationToken)
            ?? throw FlowsErrors.NoVersion(request.FlowIdentifier, request.FlowVersion);
        var aliases = await flows.Aliases(tenant, stored.Id, cancellationToken);
        if (request.SkipResourceInUseCheck != true
            && aliases.FirstOrDefault(alias => alias.Document.FlowVersion == stored.Version) is { } alias)
        {
            throw FlowsErrors.InUse($"The version {stored.Version} of the flow {stored.Id}", $"the alias {alias.Id}");
        }

        await store.DeleteAsync(tenant, FlowDocument.Kind, stored.Id, stored.Version, cancellationToken);
        return new DeleteFlowVersionResponse { Id = stored.Id, Version = stored.Version };
    }
}

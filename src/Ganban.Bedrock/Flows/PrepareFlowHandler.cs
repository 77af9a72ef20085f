using Ganban.Bedrock.Flows.Validation;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>
/// Checks a flow's draft, after which it can be run, or tells in its validations why it can't. It is done when it
/// answers.
/// </summary>
internal sealed class PrepareFlowHandler(StoredFlows flows, FlowReferences references, ResourceStore store)
    : IOperationHandler<PrepareFlowRequest, PrepareFlowResponse>
{
    /// <inheritdoc/>
    public async Task<PrepareFlowResponse> Handle(
        PrepareFlowRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var draft = await flows.GetDraft(tenant, request.FlowIdentifier, cancellationToken);
        var definition = draft.Document.ReadDefinition() ?? new FlowDefinition();
        var findings = FlowValidator.Check(definition);
        await references.Check(tenant, definition, findings, cancellationToken);
        var document = draft.Document with
        {
            Status = findings.HasErrors ? FlowStatus.Failed : FlowStatus.Prepared,
            Validations = [.. findings.All.Select(ShapeJson.Write)],
        };
        try
        {
            await store.UpdateAsync(tenant, FlowDocument.Kind, draft with { Document = document }, cancellationToken);
            return new PrepareFlowResponse { Id = draft.Id, Status = document.Status };
        }
        catch (RevisionConflictException e)
        {
            throw FlowsErrors.Changed($"The flow {draft.Id}", e);
        }
    }
}

using Ganban.Bedrock.Flows.Validation;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>Finds what is wrong in a definition, as PrepareFlow does, without keeping anything.</summary>
internal sealed class ValidateFlowDefinitionHandler(FlowReferences references)
    : IOperationHandler<ValidateFlowDefinitionRequest, ValidateFlowDefinitionResponse>
{
    /// <inheritdoc/>
    public async Task<ValidateFlowDefinitionResponse> Handle(
        ValidateFlowDefinitionRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var findings = FlowValidator.Check(request.Definition);
        var tenant = new Tenant(context.Account, context.Region);
        await references.Check(tenant, request.Definition, findings, cancellationToken);
        return new ValidateFlowDefinitionResponse { Validations = findings.All };
    }
}

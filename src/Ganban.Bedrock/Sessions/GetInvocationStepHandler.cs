using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Sessions;

/// <summary>Gives a step with what it holds.</summary>
internal sealed class GetInvocationStepHandler(Sessions sessions, ResourceStore store)
    : IOperationHandler<GetInvocationStepRequest, GetInvocationStepResponse>
{
    /// <inheritdoc/>
    public async Task<GetInvocationStepResponse> Handle(
        GetInvocationStepRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var (invocation, step) = (request.InvocationIdentifier, request.InvocationStepId);
        var session = await sessions.Get(tenant, request.SessionIdentifier, cancellationToken);
        var id = InvocationRecord.IdOf(session.Id, invocation);
        var stored = await store.GetAsync(tenant, StepRecord.Kind, id, step, cancellationToken);
        var payload = await store.GetAsync(tenant, StepPayload.Kind, id, step, cancellationToken);
        if (stored is null || payload is null)
        {
            await sessions.CheckInvocation(tenant, session.Id, invocation, cancellationToken);
            throw SessionsErrors.NoStep(invocation, step);
        }

        return new GetInvocationStepResponse
        {
            InvocationStep = new InvocationStep
            {
                SessionId = session.Id,
                InvocationId = invocation,
                InvocationStepId = step,
                InvocationStepTime = stored.Document.Time,
                Payload = ShapeJson.Read<InvocationStepPayload>(payload.Document.Payload),
            },
        };
    }
}

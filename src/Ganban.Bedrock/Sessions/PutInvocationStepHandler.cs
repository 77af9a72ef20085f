using System.Security.Cryptography;
using System.Text;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Sessions;

/// <summary>
/// Adds a step to an invocation. When it answers the step is on the disk. A repetition with the same id, time and
/// payload adds nothing.
/// </summary>
internal sealed class PutInvocationStepHandler(Sessions sessions, ResourceStore store)
    : IOperationHandler<PutInvocationStepRequest, PutInvocationStepResponse>
{
    private const int StepsMax = 10_000;

    /// <inheritdoc/>
    public async Task<PutInvocationStepResponse> Handle(
        PutInvocationStepRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var step = request.InvocationStepId ?? Guid.NewGuid().ToString();
        var payload = ShapeJson.Write(request.Payload);
        var bytes = Encoding.UTF8.GetBytes(payload.GetRawText());
        if (bytes.Length > StepPayload.BytesMax)
        {
            throw SessionsErrors.TooLarge(bytes.Length, StepPayload.BytesMax);
        }

        var record = new StepRecord(request.InvocationStepTime, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        while (true)
        {
            var session = await sessions.GetActive(tenant, request.SessionIdentifier, cancellationToken);
            await sessions.CheckInvocation(tenant, session.Id, request.InvocationIdentifier, cancellationToken);
            if (session.Document.Steps >= StepsMax)
            {
                throw SessionsErrors.TooMany("steps in the session", StepsMax);
            }

            var id = InvocationRecord.IdOf(session.Id, request.InvocationIdentifier);
            try
            {
                await Add(tenant, session, id, step, record, new StepPayload(payload), cancellationToken);
                return new PutInvocationStepResponse { InvocationStepId = step };
            }
            catch (ResourceExistsException)
            {
                var earlier = await store.GetAsync(tenant, StepRecord.Kind, id, step, cancellationToken);
                return earlier?.Document == record
                    ? new PutInvocationStepResponse { InvocationStepId = step }
                    : throw SessionsErrors.OtherStep(step);
            }
            catch (RevisionConflictException)
            {
                // Something was added to the session at the same time; this comes behind it.
            }
        }
    }

    private Task Add(
        Tenant tenant,
        Stored<SessionRecord> session,
        string id,
        string step,
        StepRecord record,
        StepPayload payload,
        CancellationToken cancellationToken)
    {
        var counted = session.Document with { Steps = session.Document.Steps + 1 };
        return store.CommitAsync(
            [
                StepRecord.Kind.Create(
                    tenant, new NewDocument<StepRecord>(id, record) { Version = step, Parent = session.Id }),
                StepPayload.Kind.Create(
                    tenant, new NewDocument<StepPayload>(id, payload) { Version = step, Parent = session.Id }),
                SessionRecord.Kind.Update(tenant, session with { Document = counted }),
            ],
            cancellationToken);
    }
}

using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.AsyncInvocation;

/// <summary>Tells how an asynchronous invocation stands.</summary>
internal sealed class GetAsyncInvokeHandler(AsyncInvocations invocations)
    : IOperationHandler<GetAsyncInvokeRequest, GetAsyncInvokeResponse>
{
    /// <inheritdoc/>
    public async Task<GetAsyncInvokeResponse> Handle(
        GetAsyncInvokeRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await invocations.Find(tenant, request.InvocationArn, cancellationToken)
            ?? throw AsyncInvocationErrors.NotFound(request.InvocationArn);
        var invocation = stored.Document;
        return new GetAsyncInvokeResponse
        {
            InvocationArn = AsyncInvocations.Arn(tenant, stored.Id),
            ModelArn = invocation.ModelArn,
            ClientRequestToken = invocation.ClientRequestToken,
            Status = invocation.Status,
            FailureMessage = invocation.FailureMessage,
            SubmitTime = stored.CreatedAt,
            LastModifiedTime = stored.UpdatedAt,
            EndTime = invocation.EndedAt,
            OutputDataConfig = ListAsyncInvokesHandler.Output(invocation),
        };
    }
}

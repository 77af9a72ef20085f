using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>Ends the logging of the tenant's invocations; what is written stays.</summary>
internal sealed class DeleteModelInvocationLoggingConfigurationHandler(LoggingSettings settings)
    : IOperationHandler<
        DeleteModelInvocationLoggingConfigurationRequest, DeleteModelInvocationLoggingConfigurationResponse>
{
    /// <inheritdoc/>
    public async Task<DeleteModelInvocationLoggingConfigurationResponse> Handle(
        DeleteModelInvocationLoggingConfigurationRequest request,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        await settings.Delete(new Tenant(context.Account, context.Region), cancellationToken);
        return new DeleteModelInvocationLoggingConfigurationResponse();
    }
}

using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>Says what is to be logged of the tenant's invocations, from the next one on.</summary>
internal sealed class PutModelInvocationLoggingConfigurationHandler(LoggingSettings settings)
    : IOperationHandler<PutModelInvocationLoggingConfigurationRequest, PutModelInvocationLoggingConfigurationResponse>
{
    /// <inheritdoc/>
    public async Task<PutModelInvocationLoggingConfigurationResponse> Handle(
        PutModelInvocationLoggingConfigurationRequest request,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var config = request.LoggingConfig;
        if (config.S3Config is not null)
        {
            throw InvocationLoggingErrors.NoS3("s3Config");
        }

        var destination = config.CloudWatchConfig ?? throw InvocationLoggingErrors.NoDestination();
        if (destination.LargeDataDeliveryS3Config is not null)
        {
            throw InvocationLoggingErrors.NoS3("largeDataDeliveryS3Config");
        }

        if (!LogGroupFolder.IsValid(destination.LogGroupName))
        {
            throw InvocationLoggingErrors.LogGroupName(destination.LogGroupName);
        }

        var setting = new LoggingSetting
        {
            LogGroupName = destination.LogGroupName,
            RoleArn = destination.RoleArn,
            TextDataDeliveryEnabled = config.TextDataDeliveryEnabled,
            ImageDataDeliveryEnabled = config.ImageDataDeliveryEnabled,
            EmbeddingDataDeliveryEnabled = config.EmbeddingDataDeliveryEnabled,
            VideoDataDeliveryEnabled = config.VideoDataDeliveryEnabled,
            AudioDataDeliveryEnabled = config.AudioDataDeliveryEnabled,
        };
        await settings.Put(new Tenant(context.Account, context.Region), setting, cancellationToken);
        return new PutModelInvocationLoggingConfigurationResponse();
    }
}

using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>Gives the tenant's setting back; nothing where there is none.</summary>
internal sealed class GetModelInvocationLoggingConfigurationHandler(LoggingSettings settings)
    : IOperationHandler<GetModelInvocationLoggingConfigurationRequest, GetModelInvocationLoggingConfigurationResponse>
{
    /// <inheritdoc/>
    public async Task<GetModelInvocationLoggingConfigurationResponse> Handle(
        GetModelInvocationLoggingConfigurationRequest request,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var setting = await settings.Find(new Tenant(context.Account, context.Region), cancellationToken);
        return new GetModelInvocationLoggingConfigurationResponse
        {
            LoggingConfig = setting is null ? null : Config(setting),
        };
    }

    private static LoggingConfig Config(LoggingSetting setting) => new()
    {
        CloudWatchConfig = setting is { LogGroupName: { } name, RoleArn: { } role }
            ? new CloudWatchConfig
            {
                LogGroupName = name,
                RoleArn = role,
                LargeDataDeliveryS3Config = Config(setting.LargeData),
            }
            : null,
        S3Config = Config(setting.S3),
        TextDataDeliveryEnabled = setting.TextDataDeliveryEnabled,
        ImageDataDeliveryEnabled = setting.ImageDataDeliveryEnabled,
        EmbeddingDataDeliveryEnabled = setting.EmbeddingDataDeliveryEnabled,
        VideoDataDeliveryEnabled = setting.VideoDataDeliveryEnabled,
        AudioDataDeliveryEnabled = setting.AudioDataDeliveryEnabled,
    };

    private static S3Config? Config(LogBucket? bucket) => bucket is null
        ? null
        : new S3Config { BucketName = bucket.Name, KeyPrefix = bucket.KeyPrefix };
}

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
        CloudWatchConfig = new CloudWatchConfig { LogGroupName = setting.LogGroupName, RoleArn = setting.RoleArn },
        TextDataDeliveryEnabled = setting.TextDataDeliveryEnabled,
        ImageDataDeliveryEnabled = setting.ImageDataDeliveryEnabled,
        EmbeddingDataDeliveryEnabled = setting.EmbeddingDataDeliveryEnabled,
        VideoDataDeliveryEnabled = setting.VideoDataDeliveryEnabled,
        AudioDataDeliveryEnabled = setting.AudioDataDeliveryEnabled,
    };
}

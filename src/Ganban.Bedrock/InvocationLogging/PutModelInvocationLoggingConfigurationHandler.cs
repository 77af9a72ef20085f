using System.Text;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;
using Ganban.Storage.Objects;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>Says what is to be logged of the tenant's invocations, from the next one on.</summary>
internal sealed class PutModelInvocationLoggingConfigurationHandler(
    LoggingSettings settings, IObjectStore objects)
    : IOperationHandler<PutModelInvocationLoggingConfigurationRequest, PutModelInvocationLoggingConfigurationResponse>
{
    /// <inheritdoc/>
    public async Task<PutModelInvocationLoggingConfigurationResponse> Handle(
        PutModelInvocationLoggingConfigurationRequest request,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var config = request.LoggingConfig;
        var files = config.CloudWatchConfig;
        if (files is null && config.S3Config is null)
        {
            throw InvocationLoggingErrors.NoDestination();
        }

        if (files is not null && !LogGroupFolder.IsValid(files.LogGroupName))
        {
            throw InvocationLoggingErrors.LogGroupName(files.LogGroupName);
        }

        var setting = new LoggingSetting
        {
            LogGroupName = files?.LogGroupName,
            RoleArn = files?.RoleArn,
            LargeData = await Check(
                files?.LargeDataDeliveryS3Config,
                "cloudWatchConfig.largeDataDeliveryS3Config",
                context.Account,
                cancellationToken),
            S3 = await Check(config.S3Config, "s3Config", context.Account, cancellationToken),
            TextDataDeliveryEnabled = config.TextDataDeliveryEnabled,
            ImageDataDeliveryEnabled = config.ImageDataDeliveryEnabled,
            EmbeddingDataDeliveryEnabled = config.EmbeddingDataDeliveryEnabled,
            VideoDataDeliveryEnabled = config.VideoDataDeliveryEnabled,
            AudioDataDeliveryEnabled = config.AudioDataDeliveryEnabled,
        };
        await settings.Put(new Tenant(context.Account, context.Region), setting, cancellationToken);
        return new PutModelInvocationLoggingConfigurationResponse();
    }

    // As the service does it: an object that says that it could be written.
    private async Task<LogBucket?> Check(
        S3Config? config, string member, string account, CancellationToken cancellationToken)
    {
        if (config is null)
        {
            return null;
        }

        var bucket = new LogBucket(config.BucketName, config.KeyPrefix);
        if (Encoding.UTF8.GetByteCount(config.KeyPrefix ?? "") > LogKeys.PrefixBytesMax)
        {
            throw InvocationLoggingErrors.LongPrefix(member, LogKeys.PrefixBytesMax);
        }

        try
        {
            var address = LogKeys.PermissionCheck(bucket, account);
            await objects.Put(address, ReadOnlyMemory<byte>.Empty, new ObjectHeaders(), cancellationToken);
            return bucket;
        }
        catch (ObjectStoreException e)
        {
            throw InvocationLoggingErrors.NoBucket(member, config.BucketName, e);
        }
    }
}

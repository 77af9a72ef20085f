using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Jobs;
using Ganban.Bedrock.Tagging;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;
using Ganban.Storage.Objects;
using Control = Ganban.Contracts.Bedrock;

namespace Ganban.Bedrock.AsyncInvocation;

/// <summary>
/// Takes an asynchronous invocation. What can't work is refused here; nothing is begun that must fail.
/// </summary>
internal sealed class StartAsyncInvokeHandler(
    ModelTargets targets, IObjectStore objects, ResourceStore store, JobRunner runner)
    : IOperationHandler<StartAsyncInvokeRequest, StartAsyncInvokeResponse>
{
    private const string Video = "VIDEO";

    /// <inheritdoc/>
    public async Task<StartAsyncInvokeResponse> Handle(
        StartAsyncInvokeRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var model = await targets.Resolve(request.ModelId, context, cancellationToken);
        CheckModel(model);
        var input = request.ModelInput.GetRawText();
        SegmentedEmbedding.Read(request.ModelInput, model, tenant);
        var output = ((AsyncInvokeOutputDataConfig.S3OutputDataConfig)request.OutputDataConfig).Value;
        await CheckOutput(output, tenant, cancellationToken);
        var invocation = new AsyncInvocation
        {
            ModelId = request.ModelId,
            ModelArn = model.Arn(tenant.Region),
            ModelInput = input,
            CallerArn = context.Caller.PrincipalArn,
            OutputUri = output.S3Uri,
            BucketOwner = output.BucketOwner,
            ClientRequestToken = request.ClientRequestToken,
            Status = AsyncInvokeStatus.InProgress,
        };
        var tags = TagRules.Read(
            [.. (request.Tags ?? []).Select(tag => new Control.Tag { Key = tag.Key, Value = tag.Value })],
            request.ModelId);
        return new StartAsyncInvokeResponse
        {
            InvocationArn = AsyncInvocations.Arn(tenant, await Create(tenant, invocation, tags, cancellationToken)),
        };
    }

    private static void CheckModel(CatalogModel model)
    {
        if (model.NativeFormat == SegmentedEmbedding.FormatName)
        {
            return;
        }

        throw model.OutputModalities.Contains(Video) || model.InputModalities?.Contains(Video) == true
            ? AsyncInvocationErrors.NoEngine(model)
            : AsyncInvocationErrors.NotAsynchronous(model);
    }

    private async Task CheckOutput(
        AsyncInvokeS3OutputDataConfig output, Tenant tenant, CancellationToken cancellationToken)
    {
        if (output.KmsKeyId is not null)
        {
            throw AsyncInvocationErrors.NoEncryption();
        }

        if (output.BucketOwner is not null && output.BucketOwner != tenant.Account)
        {
            throw AsyncInvocationErrors.OtherOwner("outputDataConfig.s3OutputDataConfig.bucketOwner");
        }

        if (!ObjectAddress.TryParse(tenant.Account, output.S3Uri, out var address))
        {
            throw AsyncInvocationErrors.BadUri(output.S3Uri);
        }

        try
        {
            await objects.GetBucket(tenant.Account, address.Bucket, cancellationToken);
        }
        catch (ObjectStoreException e)
        {
            throw AsyncInvocationErrors.NoBucket(output.S3Uri, e);
        }
    }

    private async Task<string> Create(
        Tenant tenant,
        AsyncInvocation invocation,
        IReadOnlyDictionary<string, string> tags,
        CancellationToken cancellationToken)
    {
        if (await runner.IsFull(AsyncInvocation.ResourceType, tenant, cancellationToken))
        {
            throw AsyncInvocationErrors.TooMany();
        }

        var id = ResourceId.New();
        var queued = AsyncInvocations.Queued(tenant, id);
        try
        {
            var stored = await store.CreateAsync(
                tenant,
                AsyncInvocation.Kind,
                new NewDocument<AsyncInvocation>(id, invocation)
                {
                    Tags = new TagSet(AsyncInvocations.Arn(tenant, id), tags),
                },
                AsyncFingerprint.Of(invocation, tags),
                together: [queued.Create()],
                cancellationToken);
            if (stored.Id == id)
            {
                runner.Add(queued);
            }

            return stored.Id;
        }
        catch (IdempotencyConflictException e)
        {
            throw AsyncInvocationErrors.TokenReused(e);
        }
    }
}

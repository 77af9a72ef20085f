using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Jobs;
using Ganban.Bedrock.Tagging;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.BatchInference;

/// <summary>Takes a batch inference job; its input is looked at in the background.</summary>
internal sealed class CreateModelInvocationJobHandler(
    ModelTargets targets,
    NativeInvocation invocation,
    ResourceStore store,
    JobRunner runner,
    TimeProvider clock)
    : IOperationHandler<CreateModelInvocationJobRequest, CreateModelInvocationJobResponse>
{
    private const int TimeoutHoursDefault = 24;

    /// <inheritdoc/>
    public async Task<CreateModelInvocationJobResponse> Handle(
        CreateModelInvocationJobRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var job = Job(request, context);
        await CheckModel(job, context, cancellationToken);
        var id = ResourceId.New();
        var tags = TagRules.Read(request.Tags ?? [], request.JobName);
        var document = new NewDocument<BatchJob>(id, job)
        {
            Name = request.JobName,
            Tags = new TagSet(BatchJobs.Arn(tenant, id), tags),
        };
        var queued = BatchJobs.Queued(tenant, id, job);
        if (await runner.IsFull(BatchJob.ResourceType, tenant, cancellationToken))
        {
            throw BatchInferenceErrors.TooMany();
        }

        try
        {
            var stored = await store.CreateAsync(
                tenant,
                BatchJob.Kind,
                document,
                BatchFingerprint.Of(request.JobName, job, tags),
                together: [queued.Create()],
                cancellationToken);
            if (stored.Id == id)
            {
                runner.Add(queued);
            }

            return new CreateModelInvocationJobResponse { JobArn = BatchJobs.Arn(tenant, stored.Id) };
        }
        catch (IdempotencyConflictException e)
        {
            throw BatchInferenceErrors.TokenReused(e);
        }
        catch (ResourceExistsException e)
        {
            throw BatchInferenceErrors.NameTaken(request.JobName, e);
        }
    }

    private async Task CheckModel(BatchJob job, OperationContext context, CancellationToken cancellationToken)
    {
        if (job.IsConverse)
        {
            await targets.ResolveText(job.ModelId, context, cancellationToken);
            return;
        }

        var model = await targets.Resolve(job.ModelId, context, cancellationToken);
        if (!invocation.Answers(model))
        {
            throw BatchInferenceErrors.NoFormat(model.Id);
        }
    }

    private BatchJob Job(CreateModelInvocationJobRequest request, OperationContext context)
    {
        var input = ((ModelInvocationJobInputDataConfig.S3InputDataConfig)request.InputDataConfig).Value;
        var output = ((ModelInvocationJobOutputDataConfig.S3OutputDataConfig)request.OutputDataConfig).Value;
        Check(input.S3BucketOwner, "inputDataConfig.s3InputDataConfig.s3BucketOwner", context);
        Check(output.S3BucketOwner, "outputDataConfig.s3OutputDataConfig.s3BucketOwner", context);
        if (output.S3EncryptionKeyId is not null)
        {
            throw BatchInferenceErrors.NoEncryption();
        }

        return new BatchJob
        {
            ModelId = request.ModelId,
            ModelInvocationType = request.ModelInvocationType,
            RoleArn = request.RoleArn,
            CallerArn = context.Caller.PrincipalArn,
            InputUri = input.S3Uri,
            InputFormat = input.S3InputFormat,
            InputBucketOwner = input.S3BucketOwner,
            OutputUri = output.S3Uri,
            OutputBucketOwner = output.S3BucketOwner,
            SubnetIds = request.VpcConfig?.SubnetIds,
            SecurityGroupIds = request.VpcConfig?.SecurityGroupIds,
            TimeoutHours = request.TimeoutDurationInHours,
            ExpiresAt = clock.GetUtcNow().AddHours(request.TimeoutDurationInHours ?? TimeoutHoursDefault),
            ClientRequestToken = request.ClientRequestToken,
            Status = ModelInvocationJobStatus.Submitted,
        };
    }

    private static void Check(string? owner, string member, OperationContext context)
    {
        if (owner is not null && owner != context.Account)
        {
            throw BatchInferenceErrors.OtherOwner(member);
        }
    }
}

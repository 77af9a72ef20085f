using Ganban.Contracts.Bedrock;
using Ganban.Storage;

namespace Ganban.Bedrock.BatchInference;

/// <summary>Jobs in the words of the contract.</summary>
internal static class BatchJobMapping
{
    /// <summary>All that is known of a job.</summary>
    public static GetModelInvocationJobResponse ToResponse(Stored<BatchJob> stored, Tenant tenant)
    {
        var job = stored.Document;
        return new GetModelInvocationJobResponse
        {
            JobArn = BatchJobs.Arn(tenant, stored.Id),
            JobName = stored.Name,
            ModelId = job.ModelId,
            ClientRequestToken = job.ClientRequestToken,
            RoleArn = job.RoleArn,
            Status = job.Status,
            Message = job.Message,
            SubmitTime = stored.CreatedAt,
            LastModifiedTime = stored.UpdatedAt,
            EndTime = job.EndedAt,
            InputDataConfig = Input(job),
            OutputDataConfig = Output(job),
            VpcConfig = Vpc(job),
            TimeoutDurationInHours = job.TimeoutHours,
            JobExpirationTime = job.ExpiresAt,
            ModelInvocationType = job.ModelInvocationType,
            TotalRecordCount = job.Records,
            ProcessedRecordCount = job.Records is null ? null : job.Succeeded + job.Failed,
            SuccessRecordCount = job.Records is null ? null : job.Succeeded,
            ErrorRecordCount = job.Records is null ? null : job.Failed,
        };
    }

    /// <summary>What a list tells of a job.</summary>
    public static ModelInvocationJobSummary ToSummary(Stored<BatchJob> stored, Tenant tenant)
    {
        var job = stored.Document;
        return new ModelInvocationJobSummary
        {
            JobArn = BatchJobs.Arn(tenant, stored.Id),
            JobName = stored.Name!,
            ModelId = job.ModelId,
            ClientRequestToken = job.ClientRequestToken,
            RoleArn = job.RoleArn,
            Status = job.Status,
            Message = job.Message,
            SubmitTime = stored.CreatedAt,
            LastModifiedTime = stored.UpdatedAt,
            EndTime = job.EndedAt,
            InputDataConfig = Input(job),
            OutputDataConfig = Output(job),
            VpcConfig = Vpc(job),
            TimeoutDurationInHours = job.TimeoutHours,
            JobExpirationTime = job.ExpiresAt,
            ModelInvocationType = job.ModelInvocationType,
            TotalRecordCount = job.Records,
            ProcessedRecordCount = job.Records is null ? null : job.Succeeded + job.Failed,
            SuccessRecordCount = job.Records is null ? null : job.Succeeded,
            ErrorRecordCount = job.Records is null ? null : job.Failed,
        };
    }

    private static ModelInvocationJobInputDataConfig.S3InputDataConfig Input(BatchJob job) => new(
        new ModelInvocationJobS3InputDataConfig
        {
            S3Uri = job.InputUri,
            S3InputFormat = job.InputFormat,
            S3BucketOwner = job.InputBucketOwner,
        });

    private static ModelInvocationJobOutputDataConfig.S3OutputDataConfig Output(BatchJob job) => new(
        new ModelInvocationJobS3OutputDataConfig { S3Uri = job.OutputUri, S3BucketOwner = job.OutputBucketOwner });

    private static VpcConfig? Vpc(BatchJob job) => job is { SubnetIds: { } subnets, SecurityGroupIds: { } groups }
        ? new VpcConfig { SubnetIds = subnets, SecurityGroupIds = groups }
        : null;
}

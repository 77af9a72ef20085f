using Ganban.Contracts.Bedrock;
using Ganban.Storage;

namespace Ganban.Bedrock.ModelImport;

/// <summary>Imported models and their jobs in the words of the contract.</summary>
internal static class ModelImportMapping
{
    /// <summary>All that is known of a job.</summary>
    public static GetModelImportJobResponse ToResponse(Stored<ModelImportJob> stored, Tenant tenant)
    {
        var job = stored.Document;
        return new GetModelImportJobResponse
        {
            JobArn = ModelImportJobs.Arn(tenant, stored.Id),
            JobName = stored.Name,
            ImportedModelName = job.ModelName,
            ImportedModelArn = ModelArn(job, tenant),
            RoleArn = job.RoleArn,
            ModelDataSource = Source(job.SourceUri),
            Status = job.Status,
            FailureMessage = job.FailureMessage,
            CreationTime = stored.CreatedAt,
            LastModifiedTime = stored.UpdatedAt,
            EndTime = job.EndedAt,
            VpcConfig = job is { SubnetIds: { } subnets, SecurityGroupIds: { } groups }
                ? new VpcConfig { SubnetIds = subnets, SecurityGroupIds = groups }
                : null,
        };
    }

    /// <summary>What a list tells of a job.</summary>
    public static ModelImportJobSummary ToSummary(Stored<ModelImportJob> stored, Tenant tenant) => new()
    {
        JobArn = ModelImportJobs.Arn(tenant, stored.Id),
        JobName = stored.Name!,
        Status = stored.Document.Status,
        LastModifiedTime = stored.UpdatedAt,
        CreationTime = stored.CreatedAt,
        EndTime = stored.Document.EndedAt,
        ImportedModelArn = ModelArn(stored.Document, tenant),
        ImportedModelName = stored.Document.ModelName,
    };

    /// <summary>All that is known of a model.</summary>
    public static GetImportedModelResponse ToResponse(Stored<ImportedModel> stored, Tenant tenant) => new()
    {
        ModelArn = ImportedModels.Arn(tenant, stored.Id),
        ModelName = stored.Name,
        JobName = stored.Document.JobName,
        JobArn = ModelImportJobs.Arn(tenant, stored.Document.JobId),
        ModelDataSource = Source(stored.Document.SourceUri),
        CreationTime = stored.CreatedAt,
        ModelArchitecture = stored.Document.Architecture,
        InstructSupported = true, // what has no chat template is not imported
    };

    /// <summary>What a list tells of a model.</summary>
    public static ImportedModelSummary ToSummary(Stored<ImportedModel> stored, Tenant tenant) => new()
    {
        ModelArn = ImportedModels.Arn(tenant, stored.Id),
        ModelName = stored.Name!,
        CreationTime = stored.CreatedAt,
        InstructSupported = true,
        ModelArchitecture = stored.Document.Architecture,
    };

    private static string? ModelArn(ModelImportJob job, Tenant tenant) =>
        job.Status == ModelImportJobStatus.Completed ? ImportedModels.Arn(tenant, job.ModelId) : null;

    private static ModelDataSource.S3DataSource Source(string uri) => new(new S3DataSource { S3Uri = uri });
}

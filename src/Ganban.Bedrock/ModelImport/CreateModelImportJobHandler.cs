using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Jobs;
using Ganban.Bedrock.Tagging;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;
using Ganban.Storage.Objects;

namespace Ganban.Bedrock.ModelImport;

/// <summary>Takes a job that imports a model; its files are looked at in the background.</summary>
internal sealed class CreateModelImportJobHandler(
    ImportedModels models,
    ModelImportJobs jobs,
    ResourceStore store,
    JobRunner runner,
    ModelImportOptions options)
    : IOperationHandler<CreateModelImportJobRequest, CreateModelImportJobResponse>
{
    /// <inheritdoc/>
    public async Task<CreateModelImportJobResponse> Handle(
        CreateModelImportJobRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var job = Job(request, tenant);
        var tags = TagRules.Read(request.JobTags ?? [], request.JobName);
        var id = ResourceId.New();
        var document = new NewDocument<ModelImportJob>(id, job)
        {
            Name = request.JobName,
            Tags = new TagSet(ModelImportJobs.Arn(tenant, id), tags),
        };
        var fingerprint = ModelImportFingerprint.Of(request.ClientRequestToken, request.JobName, job, tags);
        if (await jobs.Find(tenant, request.JobName, cancellationToken) is null)
        {
            await CheckNew(tenant, job, cancellationToken);
        }

        var queued = ModelImportJobs.Queued(tenant, id);
        try
        {
            var stored = await store.CreateAsync(
                tenant, ModelImportJob.Kind, document, fingerprint, together: [queued.Create()], cancellationToken);
            if (stored.Id == id)
            {
                runner.Add(queued);
            }

            return new CreateModelImportJobResponse { JobArn = ModelImportJobs.Arn(tenant, stored.Id) };
        }
        catch (IdempotencyConflictException e)
        {
            throw ModelImportErrors.TokenReused(e);
        }
        catch (ResourceExistsException e)
        {
            throw ModelImportErrors.JobNameTaken(request.JobName, e);
        }
    }

    private static ModelImportJob Job(CreateModelImportJobRequest request, Tenant tenant)
    {
        var uri = ((ModelDataSource.S3DataSource)request.ModelDataSource).Value.S3Uri;
        if (!ObjectAddress.TryParse(tenant.Account, uri, out _))
        {
            throw ModelImportErrors.BadUri(uri);
        }

        if (request.ImportedModelKmsKeyId is not null)
        {
            throw ModelImportErrors.NoEncryption();
        }

        return new ModelImportJob
        {
            ModelId = ResourceId.New(),
            ModelName = request.ImportedModelName,
            ModelTags = TagRules.Read(request.ImportedModelTags ?? [], request.ImportedModelName),
            SourceUri = uri,
            RoleArn = request.RoleArn,
            SubnetIds = request.VpcConfig?.SubnetIds,
            SecurityGroupIds = request.VpcConfig?.SecurityGroupIds,
            Status = ModelImportJobStatus.InProgress,
        };
    }

    // A request that is repeated with its token is answered as the first time, whatever came of that.
    private async Task CheckNew(Tenant tenant, ModelImportJob job, CancellationToken cancellationToken)
    {
        if (await models.Find(tenant, job.ModelName, cancellationToken) is not null)
        {
            throw ModelImportErrors.ModelNameTaken(job.ModelName);
        }

        if (await runner.IsFull(ModelImportJob.ResourceType, tenant, cancellationToken))
        {
            throw ModelImportErrors.TooManyJobs();
        }

        var all = new ListQuery();
        if (await store.HasAsync(tenant, ImportedModel.Kind, all, options.ModelsMax, cancellationToken))
        {
            throw ModelImportErrors.TooManyModels(options.ModelsMax);
        }
    }
}

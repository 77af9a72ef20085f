using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Jobs;
using Ganban.Bedrock.Tagging;
using Ganban.Contracts.Bedrock;
using Ganban.Storage;

namespace Ganban.Bedrock.BatchInference;

/// <summary>The batch inference jobs of all tenants.</summary>
internal sealed class BatchJobs(ResourceStore store) : ITaggableResources
{
    /// <inheritdoc/>
    public string ResourceType => BatchJob.ResourceType;

    /// <summary>Whether a job of this status does nothing any more.</summary>
    public static bool IsOver(string status) => status is not (
        ModelInvocationJobStatus.Submitted or ModelInvocationJobStatus.Validating or ModelInvocationJobStatus.Scheduled
        or ModelInvocationJobStatus.InProgress or ModelInvocationJobStatus.Stopping);

    /// <summary>The job's ARN.</summary>
    public static string Arn(Tenant tenant, string id) =>
        FoundationModels.Arn.Bedrock(tenant.Region, tenant.Account, $"{BatchJob.ResourceType}/{id}").ToString();

    /// <summary>The job as the runner knows it.</summary>
    public static QueuedJob Queued(Tenant tenant, string id, BatchJob job) =>
        new(BatchJob.ResourceType, tenant.Account, tenant.Region, id, job.ExpiresAt);

    /// <summary>The tenant's job with this id or ARN.</summary>
    /// <exception cref="ResourceNotFoundException">There is none.</exception>
    public async Task<Stored<BatchJob>> Get(Tenant tenant, string identifier, CancellationToken cancellationToken) =>
        await Find(tenant, identifier, cancellationToken) ?? throw BatchInferenceErrors.NotFound(identifier);

    /// <summary>The tenant's job with this id or ARN, or null.</summary>
    public async Task<Stored<BatchJob>?> Find(
        Tenant tenant, string identifier, CancellationToken cancellationToken)
    {
        var id = identifier;
        if (FoundationModels.Arn.Parse(identifier) is { } arn)
        {
            id = arn.IsOf(tenant) ? arn.NameOf(ResourceType) ?? "" : "";
        }

        return ResourceId.IsValid(id) ? await store.GetAsync(tenant, BatchJob.Kind, id, cancellationToken) : null;
    }

    /// <summary>Changes a job whatever others change meanwhile.</summary>
    /// <param name="tenant">The owner.</param>
    /// <param name="id">The job's id.</param>
    /// <param name="change">Makes the new document of the present one; null leaves it as it is.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The job as it is now.</returns>
    public async Task<BatchJob> Change(
        Tenant tenant, string id, Func<BatchJob, BatchJob?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var stored = await Get(tenant, id, cancellationToken);
            if (change(stored.Document) is not { } changed)
            {
                return stored.Document;
            }

            try
            {
                await store.UpdateAsync(
                    tenant, BatchJob.Kind, stored with { Document = changed }, cancellationToken);
                return changed;
            }
            catch (RevisionConflictException)
            {
                // Somebody was faster; the change is made again to what that one wrote.
            }
        }
    }

    /// <inheritdoc/>
    public async Task<bool> Exists(Tenant tenant, Arn arn, CancellationToken cancellationToken) =>
        await Find(tenant, arn.ToString(), cancellationToken) is not null;
}

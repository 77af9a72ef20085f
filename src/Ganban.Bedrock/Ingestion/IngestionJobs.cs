using Ganban.Bedrock.Jobs;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Ingestion;

/// <summary>The ingestion jobs of all data sources.</summary>
internal sealed class IngestionJobs(ResourceStore store)
{
    /// <summary>The job as the runner knows it.</summary>
    public static QueuedJob Queued(Tenant tenant, string id) =>
        new(IngestionJobRecord.JobType, tenant.Account, tenant.Region, id, ExpiresAt: null);

    /// <summary>The tenant's job, or null.</summary>
    public Task<Stored<IngestionJobRecord>?> Find(Tenant tenant, string id, CancellationToken cancellationToken) =>
        store.GetAsync(tenant, IngestionJobRecord.Kind, id, cancellationToken);

    /// <summary>The tenant's job of a data source.</summary>
    /// <exception cref="ResourceNotFoundException">There is none.</exception>
    public async Task<Stored<IngestionJobRecord>> Get(
        Tenant tenant, string parent, string id, CancellationToken cancellationToken) =>
        await Find(tenant, id, cancellationToken) is { } found && found.Parent == parent
            ? found
            : throw new ResourceNotFoundException(
                $"The data source has no ingestion job {id}. ListIngestionJobs shows all.");

    /// <summary>Changes a job whatever others change meanwhile.</summary>
    /// <param name="tenant">The owner.</param>
    /// <param name="id">The job.</param>
    /// <param name="change">Makes the new record of the present one; null leaves it as it is.</param>
    /// <param name="together">Other writes of the same transaction.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The job as it is now; null if it is gone.</returns>
    public async Task<Stored<IngestionJobRecord>?> Change(
        Tenant tenant,
        string id,
        Func<IngestionJobRecord, IngestionJobRecord?> change,
        IReadOnlyList<Write> together,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var stored = await Find(tenant, id, cancellationToken);
            if (stored is null || change(stored.Document) is not { } changed)
            {
                return stored;
            }

            try
            {
                var update = IngestionJobRecord.Kind.Update(tenant, stored with { Document = changed });
                await store.CommitAsync([update, .. together], cancellationToken);
                return stored with { Document = changed };
            }
            catch (RevisionConflictException)
            {
                // Somebody was faster; the change is made again to what that one wrote.
            }
        }
    }
}

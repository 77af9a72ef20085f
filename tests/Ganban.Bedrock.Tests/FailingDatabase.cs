using Ganban.Storage;

namespace Ganban.Bedrock.Tests;

/// <summary>A database that takes no write for as long as a test wants, as on a full disk.</summary>
/// <param name="database">The database that it is at other times.</param>
public sealed class FailingDatabase(IResourceDatabase database) : IResourceDatabase
{
    private int _failures;

    /// <summary>How many writes are still to fail.</summary>
    public int Failures
    {
        get => Volatile.Read(ref _failures);
        set => Volatile.Write(ref _failures, value);
    }

    public ReadOnlyMemory<byte> PageTokenKey => database.PageTokenKey;

    public Task<WriteResult> CommitAsync(WriteBatch batch, CancellationToken cancellationToken)
    {
        for (int left; (left = Failures) > 0;)
        {
            if (Interlocked.CompareExchange(ref _failures, left - 1, left) == left)
            {
                throw new IOException("The disk is full.");
            }
        }

        return database.CommitAsync(batch, cancellationToken);
    }

    public Task<RawDocument?> GetAsync(DocumentKey key, CancellationToken cancellationToken) =>
        database.GetAsync(key, cancellationToken);

    public Task<RawPage> ListAsync(ListScan scan, CancellationToken cancellationToken) =>
        database.ListAsync(scan, cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> GetTagsAsync(
        Tenant tenant, string arn, CancellationToken cancellationToken) =>
        database.GetTagsAsync(tenant, arn, cancellationToken);

    public Task<IReadOnlyList<string>> FindTaggedAsync(
        Tenant tenant, string key, string? value, string? afterArn, int count, CancellationToken cancellationToken) =>
        database.FindTaggedAsync(tenant, key, value, afterArn, count, cancellationToken);

    public Task<IReadOnlyList<StreamEntry>> ReadStreamAsync(
        Tenant tenant, string stream, long from, int count, CancellationToken cancellationToken) =>
        database.ReadStreamAsync(tenant, stream, from, count, cancellationToken);

    public ValueTask DisposeAsync() => database.DisposeAsync();
}

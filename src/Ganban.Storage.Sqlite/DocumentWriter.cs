using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite;

/// <summary>Writes the document table, inside the write connection's transaction.</summary>
internal sealed class DocumentWriter(SqliteConnection connection, TagWriter tags) : IDisposable
{
    private readonly Statement _insert = new(
        connection,
        """
        INSERT INTO document
          (account, region, kind, id, version, name, parent, created_at, updated_at, revision, json)
        VALUES ($account, $region, $kind, $id, $version, $name, $parent, $at, $at, $revision, $json)
        ON CONFLICT DO NOTHING
        """);

    private readonly Statement _update = new(
        connection,
        $"""
        UPDATE document SET name = $name, parent = $parent, updated_at = $at, revision = $revision, json = $json
        WHERE {DocumentRow.AtKey} AND revision = $expected
        """);

    private readonly Statement _delete = new(connection, $"DELETE FROM document WHERE {DocumentRow.AtKey}");

    private readonly Statement _revision = new(
        connection, $"SELECT revision FROM document WHERE {DocumentRow.AtKey}");

    private readonly Statement _nameTaken = new(
        connection,
        """
        SELECT 1 FROM document
        WHERE account = $account AND region = $region AND kind = $kind AND name = $name AND parent = $parent
          AND id <> $id
        LIMIT 1
        """);

    public long Create(Write.Create write, long revision, long at)
    {
        var key = write.Key;
        var (name, parent) = (write.Name ?? "", write.Parent ?? "");
        var inserted = _insert.Execute(
            key.Tenant.Account,
            key.Tenant.Region,
            key.Kind,
            key.Id,
            key.Version,
            name,
            parent,
            at,
            revision,
            Statement.Blob(write.Json));
        if (inserted == 0)
        {
            throw new ResourceExistsException(key, ResourceClash.Id, key.Id);
        }

        CheckName(key, write.UniqueName, name, parent);
        if (write.Tags is not null)
        {
            tags.Set(key.Tenant, write.Tags);
        }

        return revision;
    }

    public long Update(Write.Update write, long revision, long at)
    {
        var key = write.Key;
        var (name, parent) = (write.Name ?? "", write.Parent ?? "");
        var updated = _update.Execute(
            name,
            parent,
            at,
            revision,
            Statement.Blob(write.Json),
            key.Tenant.Account,
            key.Tenant.Region,
            key.Kind,
            key.Id,
            key.Version,
            write.ExpectedRevision);
        if (updated == 0)
        {
            throw new RevisionConflictException(key, write.ExpectedRevision, Revision(key));
        }

        CheckName(key, write.UniqueName, name, parent);
        return revision;
    }

    public long Delete(Write.Delete write)
    {
        var key = write.Key;
        if (write.ExpectedRevision is { } expected && Revision(key) is var actual && actual != expected)
        {
            throw new RevisionConflictException(key, expected, actual);
        }

        return _delete.Execute(key.Tenant.Account, key.Tenant.Region, key.Kind, key.Id, key.Version);
    }

    public void Dispose()
    {
        _insert.Dispose();
        _update.Dispose();
        _delete.Dispose();
        _revision.Dispose();
        _nameTaken.Dispose();
    }

    private long? Revision(DocumentKey key) =>
        (long?)_revision.Scalar(key.Tenant.Account, key.Tenant.Region, key.Kind, key.Id, key.Version);

    // Sound because nobody else writes: the transaction holds SQLite's only write lock.
    private void CheckName(DocumentKey key, bool unique, string name, string parent)
    {
        if (unique && name.Length > 0
            && _nameTaken.Scalar(key.Tenant.Account, key.Tenant.Region, key.Kind, name, parent, key.Id) is not null)
        {
            throw new ResourceExistsException(key, ResourceClash.Name, name);
        }
    }
}

using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite;

/// <summary>Writes the tag table, inside the write connection's transaction.</summary>
internal sealed class TagWriter(SqliteConnection connection) : IDisposable
{
    private readonly Statement _set = new(
        connection,
        """
        INSERT INTO tag (account, region, arn, key, value) VALUES ($account, $region, $arn, $key, $value)
        ON CONFLICT (account, region, arn, key) DO UPDATE SET value = excluded.value
        """);

    private readonly Statement _remove = new(
        connection, "DELETE FROM tag WHERE account = $account AND region = $region AND arn = $arn AND key = $key");

    private readonly Statement _removeAll = new(
        connection, "DELETE FROM tag WHERE account = $account AND region = $region AND arn = $arn");

    public long Set(Tenant tenant, TagSet tags)
    {
        foreach (var (key, value) in tags.Tags)
        {
            _set.Execute(tenant.Account, tenant.Region, tags.Arn, key, value);
        }

        return tags.Tags.Count;
    }

    public long Remove(Write.RemoveTags write)
    {
        var (account, region) = write.Tenant;
        return write.Keys is null
            ? _removeAll.Execute(account, region, write.Arn)
            : write.Keys.Sum(key => (long)_remove.Execute(account, region, write.Arn, key));
    }

    public void Dispose()
    {
        _set.Dispose();
        _remove.Dispose();
        _removeAll.Dispose();
    }
}

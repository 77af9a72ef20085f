namespace Ganban.Storage.Sqlite;

/// <summary>
/// Writes the SQL of a list: equality on the head of an index, then a walk along it from behind the last document of
/// the page before (keyset pagination), so that a page costs the same wherever it lies.
/// </summary>
internal static class ListSql
{
    /// <summary>SQL with its values in the order of its parameters; reads one row more than the page holds.</summary>
    public static (string Sql, List<object> Values) Build(ListScan scan)
    {
        var query = scan.Query;
        var conditions = new List<string> { "account = $account", "region = $region", "kind = $kind" };
        var values = new List<object> { scan.Tenant.Account, scan.Tenant.Region, scan.Kind };
        Add("id = $id", query.Id);
        Add("version = $version", query.Version);
        Add("parent = $parent", query.Parent);
        Add("instr(name, $contains) > 0", query.NameContains);
        Add("created_at > $later", query.CreatedAfter is { } after ? Microseconds.Floor(after) : null);
        Add("created_at < $earlier", query.CreatedBefore is { } before ? Microseconds.Ceiling(before) : null);

        var byName = query.Sort is ListSort.NameAscending or ListSort.NameDescending;
        var descending = query.Sort is ListSort.CreatedDescending or ListSort.NameDescending;
        var column = byName ? "name" : "created_at";
        var (direction, comparison) = descending ? ("DESC", "<") : ("ASC", ">");
        if (scan.After is { } position)
        {
            conditions.Add($"({column}, ordinal) {comparison} ($position, $ordinal)");
            values.Add(byName ? position.Name : Microseconds.Floor(position.CreatedAt));
            values.Add(position.Ordinal);
        }

        values.Add(query.PageSize + 1);
        var sql = $"""
            SELECT {DocumentRow.Columns} FROM document
            WHERE {string.Join(" AND ", conditions)}
            ORDER BY {column} {direction}, ordinal {direction} LIMIT $limit
            """;
        return (sql, values);

        void Add(string condition, object? value)
        {
            if (value is not null)
            {
                conditions.Add(condition);
                values.Add(value);
            }
        }
    }
}

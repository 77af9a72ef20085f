using Ganban.Storage.Queries;
using Npgsql;

namespace Ganban.Storage.Postgres;

/// <summary>Reads which tables a database has that its user may read, with what their owners say about them.</summary>
internal static class PostgresSchema
{
    /// <summary>The most columns of all tables together.</summary>
    public const int ColumnsMax = 20_000;

    /// <summary>The most characters of all names, types and descriptions together.</summary>
    public const int CharactersMax = 2_000_000;

    // Only what PostgreSQL 8 knew already, which Amazon Redshift began as.
    private const string Sql =
        """
        SELECT n.nspname, c.relname, left(t.description, 1000),
               a.attname, format_type(a.atttypid, a.atttypmod), left(d.description, 1000)
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_description t
          ON t.objoid = c.oid AND t.objsubid = 0 AND t.classoid = 'pg_class'::regclass
        LEFT JOIN pg_description d
          ON d.objoid = c.oid AND d.objsubid = a.attnum AND d.classoid = 'pg_class'::regclass
        WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f')
          AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
          AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
        ORDER BY n.nspname, c.relname, a.attnum
        """;

    /// <summary>The tables, in the order of their names.</summary>
    /// <exception cref="IOException">They have too many columns, or too much is said about them.</exception>
    public static async Task<IReadOnlyList<TableSchema>> Read(
        NpgsqlConnection connection, string database, int secondsMax, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql, connection) { CommandTimeout = secondsMax };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<TableSchema>();
        var columns = new List<ColumnSchema>();
        var characters = 0;
        for (var count = 1; await reader.ReadAsync(cancellationToken); count++)
        {
            if (count > ColumnsMax)
            {
                throw TooMany(database, $"{ColumnsMax} columns");
            }

            var (schema, name) = (reader.GetString(0), reader.GetString(1));
            if (tables.Count == 0 || tables[^1].Schema != schema || tables[^1].Name != name)
            {
                columns = [];
                var table = new TableSchema(schema, name, Text(reader, 2), columns);
                characters += schema.Length + name.Length + (table.Description?.Length ?? 0);
                tables.Add(table);
            }

            var column = new ColumnSchema(reader.GetString(3), reader.GetString(4), Text(reader, 5));
            characters += column.Name.Length + column.Type.Length + (column.Description?.Length ?? 0);
            if (characters > CharactersMax)
            {
                throw TooMany(database, $"{CharactersMax} characters of names, types and comments");
            }

            columns.Add(column);
        }

        return tables;
    }

    private static IOException TooMany(string database, string what) => new(
        $"The tables of the database {database} that its user may read have more than {what}. Give the user of the connection "
        + "the right to read fewer.");

    private static string? Text(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);
}

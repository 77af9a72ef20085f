using Ganban.Storage.Vectors;
using Npgsql;

namespace Ganban.Storage.Postgres;

/// <summary>A user's table: the names that SQL has for it and its columns, quoted, and what the columns hold.</summary>
internal sealed class PostgresTable
{
    private static readonly string[] KeyTypes = ["uuid", "text", "character varying"];
    private static readonly string[] VectorTypes = ["vector", "halfvec"];
    private static readonly string[] JsonTypes = ["json", "jsonb"];
    private readonly string? _custom;

    private PostgresTable(VectorPlace.Table place, string keyType, string vectorType, int dimensions)
    {
        Name = string.Join('.', place.Name.Split('.').Select(Quote));
        Key = Quote(place.Key);
        Vector = Quote(place.Vector);
        Text = Quote(place.Text);
        Metadata = Quote(place.Metadata);
        _custom = place.Custom is { } custom ? Quote(custom) : null;
        (KeyType, VectorType, Dimensions) = (keyType, vectorType, dimensions);
    }

    public string Name { get; }

    public string Key { get; }

    /// <summary>uuid, text or character varying.</summary>
    public string KeyType { get; }

    public string Vector { get; }

    /// <summary>vector or halfvec.</summary>
    public string VectorType { get; }

    /// <summary>The length that the column's type gives vectors; 0 where it gives none.</summary>
    public int Dimensions { get; }

    public string Text { get; }

    public string Metadata { get; }

    /// <summary>The columns of attributes.</summary>
    public IReadOnlyList<string> JsonColumns => _custom is null ? [Metadata] : [Metadata, _custom];

    /// <summary>Whether the user's own attributes have a column of theirs.</summary>
    public bool HasCustom => _custom is not null;

    /// <summary>
    /// What a search by words looks in. An index has to be over this very expression to be used; the words come taken
    /// apart, so that no parser of PostgreSQL's has to know Japanese.
    /// </summary>
    public string Words => $"array_to_tsvector(string_to_array({Metadata} ->> '{PassageJson.Words}', ' '))";

    /// <summary>The condition that a row is one of an index.</summary>
    public string Scope(string index) => $"({Metadata} ->> '{PassageJson.Index}') = {index}";

    /// <summary>An attribute's value as jsonb.</summary>
    public string Attribute(string key, string name) =>
        _custom is not null && PassageJson.IsCustom(key)
            ? $"({_custom}::jsonb -> {name})"
            : $"({Metadata}::jsonb -> {name})";

    /// <summary>Looks at a table.</summary>
    /// <exception cref="IOException">It is not there, or it lacks a column or has one of another type.</exception>
    public static async Task<PostgresTable> Find(
        NpgsqlConnection connection, VectorPlace.Table place, CancellationToken cancellationToken)
    {
        var sql = new SqlText();
        var name = string.Join('.', place.Name.Split('.').Select(Quote));
        await using var command = sql.Command(
            $"""
            SELECT attname, format_type(atttypid, NULL), atttypmod FROM pg_attribute
            WHERE attrelid = to_regclass({sql.Value(name)}) AND attnum > 0 AND NOT attisdropped
            """,
            connection);
        var columns = new Dictionary<string, (string Type, int Modifier)>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            // Types of other schemas come with their schema's name.
            columns[reader.GetString(0)] = (reader.GetString(1).Split('.')[^1], reader.GetInt32(2));
        }

        if (columns.Count == 0)
        {
            throw new IOException(
                $"The database {place.Database} has no table {place.Name} that its user may see. Create it, or correct tableName.");
        }

        Type(place.Text, ["text", "character varying"]);
        Type(place.Metadata, JsonTypes);
        if (place.Custom is { } custom)
        {
            Type(custom, JsonTypes);
        }

        var vector = Type(place.Vector, VectorTypes);
        return new PostgresTable(place, Type(place.Key, KeyTypes).Type, vector.Type, Math.Max(0, vector.Modifier));

        (string Type, int Modifier) Type(string column, string[] wanted) =>
            !columns.TryGetValue(column, out var found)
                ? throw new IOException(
                    $"The table {place.Name} has no column {column}. Add it, or correct fieldMapping.")
                : wanted.Contains(found.Type)
                    ? found
                    : throw new IOException(
                        $"The column {column} of the table {place.Name} is {found.Type}; it must be {string.Join(" or ", wanted)}.");
    }

    // The contract lets letters, digits, hyphens and underscores through, and dots in the table's name; a quotation
    // mark is doubled all the same.
    private static string Quote(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}

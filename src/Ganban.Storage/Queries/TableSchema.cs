namespace Ganban.Storage.Queries;

/// <summary>A table or a view as its database knows it.</summary>
/// <param name="Schema">The schema that it is in.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What its owner says about it, if anything.</param>
/// <param name="Columns">The columns in order.</param>
public sealed record TableSchema(
    string Schema, string Name, string? Description, IReadOnlyList<ColumnSchema> Columns)
{
    /// <summary>Whether another description of it says the same.</summary>
    public bool IsSame(TableSchema other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this == other with { Columns = Columns } && Columns.SequenceEqual(other.Columns);
    }
}

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in SQL.</param>
/// <param name="Description">What the table's owner says about it, if anything.</param>
public sealed record ColumnSchema(string Name, string Type, string? Description);

namespace Ganban.Storage.Vectors;

/// <summary>Where a user wants an index to be kept: a store of their own.</summary>
public abstract record VectorPlace
{
    private VectorPlace()
    {
    }

    /// <summary>The ARN of the store.</summary>
    public abstract string StoreArn { get; }

    /// <summary>A table of PostgreSQL, with the names of its columns.</summary>
    /// <param name="Cluster">The ARN of the database cluster.</param>
    /// <param name="Database">The database.</param>
    /// <param name="Name">The table, with its schema and a dot before it or without.</param>
    /// <param name="Key">The column of the primary key: uuid or text.</param>
    /// <param name="Vector">The column of the vector.</param>
    /// <param name="Text">The column of the text.</param>
    /// <param name="Metadata">The column of the metadata: json or jsonb.</param>
    /// <param name="Custom">
    /// The column of the user's own attributes: json or jsonb; null to keep them in the metadata.
    /// </param>
    public sealed record Table(
        string Cluster,
        string Database,
        string Name,
        string Key,
        string Vector,
        string Text,
        string Metadata,
        string? Custom) : VectorPlace
    {
        /// <inheritdoc/>
        public override string StoreArn => Cluster;
    }

    /// <summary>An index of OpenSearch, with the names of its fields.</summary>
    /// <param name="Arn">The ARN of the collection or the domain.</param>
    /// <param name="Name">The index.</param>
    /// <param name="Vector">The field of the vector.</param>
    /// <param name="Text">The field of the text.</param>
    /// <param name="Metadata">The field of the metadata that belongs to the service.</param>
    public sealed record SearchIndex(
        string Arn, string Name, string Vector, string Text, string Metadata) : VectorPlace
    {
        /// <inheritdoc/>
        public override string StoreArn => Arn;
    }
}

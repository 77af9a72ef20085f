using System.Text.Json;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage.Queries;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Retrieval.Sql;

/// <summary>A row that a query found, in the place of a passage: its text is a line for every column.</summary>
/// <param name="Query">The query.</param>
/// <param name="Text">The row as text.</param>
/// <param name="Row">The row in the API's form.</param>
internal sealed record RowMatch(string Query, string Text, IReadOnlyList<RetrievalResultContentColumn> Row)
    : VectorMatch(Query, Text, new Dictionary<string, JsonElement>(), 1)
{
    /// <summary>A row of what a query found.</summary>
    public static RowMatch Of(string query, IReadOnlyList<QueryColumn> columns, IReadOnlyList<string?> values) => new(
        query,
        string.Join('\n', columns.Zip(values, (column, value) => $"{column.Name}: {value ?? "NULL"}")),
        [.. columns.Zip(values, Column)]);

    // Without a value NULL would be an error to those who read every column's.
    private static RetrievalResultContentColumn Column(QueryColumn column, string? value) => new()
    {
        ColumnName = column.Name,
        ColumnValue = value ?? "",
        Type = value is null ? RetrievalResultContentColumnType.Null : column.Kind switch
        {
            QueryValueKind.Whole => RetrievalResultContentColumnType.Long,
            QueryValueKind.Real => RetrievalResultContentColumnType.Double,
            QueryValueKind.Boolean => RetrievalResultContentColumnType.Boolean,
            QueryValueKind.Bytes => RetrievalResultContentColumnType.Blob,
            _ => RetrievalResultContentColumnType.String,
        },
    };
}

using Ganban.Contracts.BedrockAgent;
using Ganban.Storage.Queries;

namespace Ganban.Bedrock.Retrieval.Sql;

/// <summary>
/// The tables that a model is told of: those that were read, with what the knowledge base's configuration says about
/// them. Where it includes any table, or any column of a table, no other is told.
/// </summary>
internal static class QueryTables
{
    /// <summary>The tables.</summary>
    /// <param name="tables">The tables that were read.</param>
    /// <param name="database">The database, with which the configuration's names begin.</param>
    /// <param name="context">What the configuration says; null for nothing.</param>
    public static IReadOnlyList<TableSchema> Of(
        IReadOnlyList<TableSchema> tables, string database, QueryGenerationContext? context)
    {
        var said = (context?.Tables ?? []).ToDictionary(table => table.Name, StringComparer.OrdinalIgnoreCase);
        var hasIncluded = said.Values.Any(table => table.Inclusion == IncludeExclude.Include);
        return
        [
            .. tables
                .Select(table => (table, said.GetValueOrDefault($"{database}.{table.Schema}.{table.Name}")))
                .Where(item => IsTold(item.Item2?.Inclusion, hasIncluded))
                .Select(item => item.Item2 is { } about ? Describe(item.table, about) : item.table),
        ];
    }

    private static TableSchema Describe(TableSchema table, QueryGenerationTable about)
    {
        var said = (about.Columns ?? []).ToLookup(column => column.Name, StringComparer.OrdinalIgnoreCase);
        var hasIncluded = (about.Columns ?? []).Any(column => column.Inclusion == IncludeExclude.Include);
        return table with
        {
            Description = about.Description ?? table.Description,
            Columns =
            [
                .. table.Columns
                    .Select(column => (column, said[column.Name].FirstOrDefault()))
                    .Where(item => IsTold(item.Item2?.Inclusion, hasIncluded))
                    .Select(item => item.column with
                    {
                        Description = item.Item2?.Description ?? item.column.Description,
                    }),
            ],
        };
    }

    private static bool IsTold(string? inclusion, bool hasIncluded) =>
        hasIncluded ? inclusion == IncludeExclude.Include : inclusion != IncludeExclude.Exclude;
}

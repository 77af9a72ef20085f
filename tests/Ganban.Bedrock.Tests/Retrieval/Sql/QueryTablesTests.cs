using Ganban.Bedrock.Retrieval.Sql;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage.Queries;

namespace Ganban.Bedrock.Tests.Retrieval.Sql;

public sealed class QueryTablesTests
{
    private static readonly TableSchema[] Tables = [Table("a"), Table("b"), Table("c")];

    [Fact]
    public void Where_a_table_is_included_no_other_is_told() => Assert.Equal(
        ["b"], Told(new() { Name = "d.s.b", Inclusion = "INCLUDE" }, new() { Name = "d.s.c", Description = "C" }));

    [Fact]
    public void An_excluded_table_is_not_told_and_the_others_are() => Assert.Equal(
        ["a", "c"], Told(new QueryGenerationTable { Name = "D.S.B", Inclusion = "EXCLUDE" }));

    [Fact]
    public void The_same_holds_for_columns()
    {
        Assert.Equal(["y"], Columns(new QueryGenerationColumn { Name = "Y", Inclusion = "INCLUDE" }));
        Assert.Equal(["x", "z"], Columns(new QueryGenerationColumn { Name = "y", Inclusion = "EXCLUDE" }));
    }

    [Fact]
    public void What_the_configuration_says_wins_over_the_databases_comments()
    {
        var table = Of(new QueryGenerationTable
        {
            Name = "d.s.a",
            Description = "said",
            Columns = [new QueryGenerationColumn { Name = "x", Description = "said too" }],
        })[0];
        Assert.Equal("said", table.Description);
        Assert.Equal(["said too", "comment", "comment"], table.Columns.Select(column => column.Description));
    }

    private static IEnumerable<string> Told(params QueryGenerationTable[] said) => Of(said).Select(table => table.Name);

    private static IEnumerable<string> Columns(params QueryGenerationColumn[] said) =>
        Of(new QueryGenerationTable { Name = "d.s.a", Columns = said })[0].Columns.Select(column => column.Name);

    private static IReadOnlyList<TableSchema> Of(params QueryGenerationTable[] said) =>
        QueryTables.Of(Tables, "d", new QueryGenerationContext { Tables = said });

    private static TableSchema Table(string name) => new(
        "s", name, "comment", [.. new[] { "x", "y", "z" }.Select(column => new ColumnSchema(column, "integer", "comment"))]);
}

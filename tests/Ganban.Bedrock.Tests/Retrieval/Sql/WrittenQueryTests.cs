using Ganban.Bedrock.Retrieval.Sql;
using Ganban.Storage.Queries;

namespace Ganban.Bedrock.Tests.Retrieval.Sql;

public sealed class WrittenQueryTests
{
    [Theory]
    [InlineData("SELECT 1", "SELECT 1")]
    [InlineData("  select 1 ;\n ", "select 1")]
    [InlineData("```sql\nSELECT 1;\n```", "SELECT 1")]
    [InlineData("Here it is:\n```\nSELECT 1\n```\nIt counts.", "SELECT 1")]
    [InlineData("WITH a AS (SELECT 1) SELECT * FROM a", "WITH a AS (SELECT 1) SELECT * FROM a")]
    [InlineData("(SELECT 1) UNION (SELECT 2)", "(SELECT 1) UNION (SELECT 2)")]
    [InlineData("-- orders; all\n/* of; them */ SELECT 1", "-- orders; all\n/* of; them */ SELECT 1")]
    [InlineData("SELECT 'a;''b;', \"c;\"\"d\", $$e;$$, $x$f;$$$x$", "SELECT 'a;''b;', \"c;\"\"d\", $$e;$$, $x$f;$$$x$")]
    [InlineData("SELECT 1; -- done; really", "SELECT 1")]
    public void One_query_is_found(string written, string sql) => Assert.Equal(sql, WrittenQuery.Read(written));

    [Theory]
    [InlineData("")]
    [InlineData("There is no such table.")]
    [InlineData("The answer: SELECT 1")]
    [InlineData("SELECTED 1")]
    [InlineData("'SELECT 1'")]
    [InlineData("DROP TABLE a")]
    [InlineData("EXPLAIN ANALYZE DELETE FROM a")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT 1; DROP TABLE a; --")]
    [InlineData("SELECT 'it''s' ; DROP TABLE a")]
    [InlineData("SELECT 1 /* ; */ ; /* ; */ COMMIT")]
    public void Anything_else_is_refused(string written) =>
        Assert.Throws<QueryRefusedException>(() => WrittenQuery.Read(written));
}

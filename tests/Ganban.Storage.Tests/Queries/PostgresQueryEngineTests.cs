using Ganban.Storage.Postgres;
using Ganban.Storage.Queries;
using Ganban.Storage.Tests.Vectors;
using Ganban.TestKit;

namespace Ganban.Storage.Tests.Queries;

/// <summary>Questions in SQL to a real PostgreSQL.</summary>
public sealed class PostgresQueryEngineTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly QueryDatabase Database = new("arn", "postgres");
    private static readonly QueryLimits Wide = new(100, 1000, TimeSpan.FromSeconds(10));

    [PostgresFact]
    public async Task Values_of_all_kinds_come_as_text_with_their_kind()
    {
        await using var engine = Open();
        const string Sql = """
            SELECT 7 AS whole, 0.5::float8 AS "real", true AS flag, '\x00ff'::bytea AS bytes, 'a;b' AS "text",
                   2.50::numeric AS price, DATE '2026-11-26' AS day, NULL AS nothing
            """;

        var found = await engine.Run(Database, Sql, Wide, default);

        Assert.Equal(["7", "0.5", "true", "AP8=", "a;b", "2.50", "2026-11-26", null], Assert.Single(found.Rows));
        Assert.Equal(
            [
                QueryValueKind.Whole, QueryValueKind.Real, QueryValueKind.Boolean, QueryValueKind.Bytes,
                QueryValueKind.Text, QueryValueKind.Text, QueryValueKind.Text, QueryValueKind.Text,
            ],
            found.Columns.Select(column => column.Kind));
        Assert.Equal("real", found.Columns[1].Name);
    }

    [PostgresFact]
    public async Task Rows_and_characters_have_an_end()
    {
        await using var engine = Open();
        var found = await engine.Run(
            Database, "SELECT * FROM generate_series(1, 1000) AS n", Wide with { Rows = 3 }, default);
        Assert.Equal(["1", "2", "3"], found.Rows.Select(row => row[0]));

        var error = await Assert.ThrowsAsync<QueryRefusedException>(
            () => engine.Run(Database, "SELECT repeat('x', 100000) FROM generate_series(1, 20)", Wide, default));
        Assert.Contains("1000 characters", error.Message, StringComparison.Ordinal);
        Assert.Single((await engine.Run(Database, "SELECT 1", Wide, default)).Rows);
    }

    [PostgresTheory]
    [InlineData("DELETE FROM kept")]
    [InlineData("WITH gone AS (DELETE FROM kept RETURNING id) SELECT id FROM gone")]
    [InlineData("SELECT * INTO taken FROM kept")]
    [InlineData("SELECT 1; DELETE FROM kept")]
    [InlineData("SELECT 1; COMMIT; DELETE FROM kept")]
    [InlineData("SELECT id FROM kept FOR UPDATE")]
    [InlineData("SELECT write_it()")]
    [InlineData("SELECT nextval('kept_numbers')")]
    [InlineData("SELECT set_config('transaction_read_only', 'off', false), write_it()")]
    [InlineData("ganban; DELETE FROM kept; --")]
    [InlineData("SELECT E'\\'; DELETE FROM kept; --'")]
    public async Task Nothing_is_ever_written(string sql)
    {
        await server.Sql(
            "CREATE TABLE IF NOT EXISTS kept (id int)",
            "DELETE FROM kept",
            "INSERT INTO kept VALUES (1)",
            "CREATE SEQUENCE IF NOT EXISTS kept_numbers",
            "CREATE OR REPLACE FUNCTION write_it() RETURNS int LANGUAGE sql AS 'DELETE FROM kept RETURNING id'");
        await using var engine = Open();

        var error = await Record.ExceptionAsync(() => engine.Run(Database, sql, Wide, default));

        Assert.True(error is null or QueryRefusedException, error?.ToString());
        Assert.Equal(1L, await server.Sql("SELECT count(*) FROM kept"));
        Assert.Equal(false, await server.Sql("SELECT is_called FROM kept_numbers"));
        Assert.Single((await engine.Run(Database, "SELECT id FROM kept", Wide, default)).Rows);
    }

    [PostgresFact]
    public async Task A_check_finds_what_is_wrong_and_runs_nothing()
    {
        await using var engine = Open();
        await engine.Check(Database, "SELECT 1 / (n - 1) FROM generate_series(1, 2) AS n", Wide.Time, default);
        foreach (var (sql, part) in new[]
        {
            ("SELECT nobody FROM generate_series(1, 2) AS n", "nobody"),
            ("WITH gone AS (DELETE FROM pg_class RETURNING 1) SELECT 1", "data-modifying"),
        })
        {
            var error = await Assert.ThrowsAsync<QueryRefusedException>(
                () => engine.Check(Database, sql, Wide.Time, default));
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }
    }

    [PostgresTheory]
    [InlineData("SELECT $1")]
    [InlineData("SELECT")]
    [InlineData("SELECT id FROM absent WHERE id = :id")]
    [InlineData("SELECT repeat('x', 100000)::int")]
    public async Task An_odd_query_is_refused_in_short_words_or_answered(string sql)
    {
        await using var engine = Open();
        var error = await Record.ExceptionAsync(() => engine.Run(Database, sql, Wide, default));
        Assert.True(error is null or QueryRefusedException { Message.Length: < 1100 }, error?.ToString());
    }

    [PostgresFact]
    public async Task What_is_said_about_tables_has_an_end()
    {
        var columns = string.Join(",", Enumerable.Range(1, 1100).Select(number => $"c{number} int"));
        await server.Sql(
            "CREATE SCHEMA wordy",
            $"CREATE TABLE wordy.one ({columns})",
            $"CREATE TABLE wordy.two ({columns})",
            """
            DO $$ DECLARE c record; BEGIN
              FOR c IN SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'wordy' LOOP
                EXECUTE format('COMMENT ON COLUMN wordy.%I.%I IS %L', c.table_name, c.column_name, repeat('x', 1000));
              END LOOP; END $$
            """);
        await using var engine = Open();

        var error = await Assert.ThrowsAsync<IOException>(() => engine.Tables(Database, default));

        await server.Sql("DROP SCHEMA wordy CASCADE");
        Assert.Contains("more than 2000000 characters", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Tables_and_views_come_with_types_and_comments()
    {
        await server.Sql(
            "CREATE SCHEMA shop",
            "CREATE TABLE shop.orders (id int, total numeric(10,2), \"Odd name\" text)",
            "COMMENT ON TABLE shop.orders IS 'What was sold'",
            "COMMENT ON COLUMN shop.orders.total IS 'In yen'",
            "CREATE VIEW shop.cheap AS SELECT id FROM shop.orders WHERE total < 100");
        await using var engine = Open();

        var tables = await engine.Tables(Database, default);

        var shop = tables.Where(table => table.Schema == "shop").ToList();
        Assert.Equal([("cheap", null), ("orders", "What was sold")], shop.Select(table => (table.Name, table.Description)));
        Assert.Equal(
            [new("id", "integer", null), new("total", "numeric(10,2)", "In yen"), new("Odd name", "text", null)],
            shop[1].Columns);
        Assert.DoesNotContain(tables, table => table.Schema is "pg_catalog" or "information_schema");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_error_of_the_engine_without_its_password()
    {
        var options = new PostgresOptions("Host=127.0.0.1;Port=1;Username=u;Timeout=5", "secret-word", 1);
        await using var engine = new PostgresQueryEngine(options);

        var error = await Assert.ThrowsAsync<IOException>(() => engine.Run(Database, "SELECT 1", Wide, default));

        Assert.DoesNotContain("secret-word", error.ToString(), StringComparison.Ordinal);
    }

    private PostgresQueryEngine Open() => new(new PostgresOptions(server.Connection, "any", ConnectionsMax: 1));
}

/// <summary>A query without an end, on a PostgreSQL of its own, since PGlite can do nothing beside it.</summary>
public sealed class EndlessQueryTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [PostgresFact]
    public async Task A_query_that_takes_too_long_is_given_up()
    {
        await using var engine = new PostgresQueryEngine(
            new PostgresOptions(server.Connection, "any", ConnectionsMax: 1));
        const string Endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT count(*) FROM n";
        var limits = new QueryLimits(1, 1, TimeSpan.FromSeconds(1));

        var error = await Assert.ThrowsAsync<QueryRefusedException>(
            () => engine.Run(new QueryDatabase("arn", "postgres"), Endless, limits, default));

        Assert.True(error.IsTimeout);
    }
}

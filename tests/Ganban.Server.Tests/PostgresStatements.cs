using Ganban.TestKit;
using Npgsql;

namespace Ganban.Server.Tests;

/// <summary>What a database's owner does with it.</summary>
internal static class PostgresStatements
{
    /// <summary>Runs statements and gives what the last one answers first.</summary>
    public static async Task<object?> Sql(this PostgresServer server, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(server.Connection + ";Database=postgres;Pooling=false");
        await connection.OpenAsync();
        object? answer = null;
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            answer = await command.ExecuteScalarAsync();
        }

        return answer;
    }
}

using Npgsql;
using NpgsqlTypes;

namespace Ganban.Storage.Postgres;

/// <summary>The parameters of a statement that is being written; values stand in no other place.</summary>
internal sealed class SqlText
{
    private readonly List<NpgsqlParameter> _parameters = [];

    /// <summary>Adds a value and gives its place in the SQL, with its type.</summary>
    public string Value(string text) => Add(text, NpgsqlDbType.Text, "text");

    /// <inheritdoc cref="Value(string)"/>
    public string Value(string[] texts) => Add(texts, NpgsqlDbType.Array | NpgsqlDbType.Text, "text[]");

    /// <inheritdoc cref="Value(string)"/>
    public string Value(float[] vector) => Add(vector, NpgsqlDbType.Array | NpgsqlDbType.Real, "real[]");

    /// <inheritdoc cref="Value(string)"/>
    public string Value(long number) => Add(number, NpgsqlDbType.Bigint, "bigint");

    /// <inheritdoc cref="Value(string)"/>
    public string Json(string json) => Add(json, NpgsqlDbType.Text, "text") + "::jsonb";

    /// <summary>The statement.</summary>
    public NpgsqlCommand Command(string sql, NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(_parameters.ToArray());
        return command;
    }

    /// <summary>The statement as one of a batch.</summary>
    public NpgsqlBatchCommand BatchCommand(string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in _parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private string Add(object value, NpgsqlDbType type, string name)
    {
        _parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = type });
        return $"(${_parameters.Count}::{name})";
    }
}

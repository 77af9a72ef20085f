using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite;

/// <summary>
/// A prepared statement that is used again and again by the one owner of its connection. Its parameters ($name) take
/// values in the order in which they first appear in the SQL.
/// </summary>
internal sealed partial class Statement : IDisposable
{
    private readonly SqliteCommand _command;

    public Statement(SqliteConnection connection, string sql)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        foreach (var name in ParameterName().Matches(sql).Select(match => match.Value).Distinct())
        {
            _command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }
    }

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    public int Execute(params ReadOnlySpan<object> values) => Bind(values).ExecuteNonQuery();

    /// <summary>Runs a query and returns the first column of the first row, or null.</summary>
    public object? Scalar(params ReadOnlySpan<object> values) => Bind(values).ExecuteScalar();

    /// <summary>Runs a query; the reader must be disposed before the statement is used again.</summary>
    public SqliteDataReader Query(params ReadOnlySpan<object> values) => Bind(values).ExecuteReader();

    public void Dispose() => _command.Dispose();

    /// <summary>The bytes as an array, without a copy where they are one.</summary>
    public static byte[] Blob(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Array!.Length == bytes.Length
            ? segment.Array
            : bytes.ToArray();

    private SqliteCommand Bind(ReadOnlySpan<object> values)
    {
        if (values.Length != _command.Parameters.Count)
        {
            throw new ArgumentException(
                $"{values.Length} values for {_command.Parameters.Count} parameters of: {_command.CommandText}",
                nameof(values));
        }

        for (var i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i];
        }

        return _command;
    }

    [GeneratedRegex(@"\$\w+")]
    private static partial Regex ParameterName();
}

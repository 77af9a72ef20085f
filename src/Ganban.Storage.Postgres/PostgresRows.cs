using System.Data;
using System.Text;
using Ganban.Storage.Queries;
using Npgsql;

namespace Ganban.Storage.Postgres;

/// <summary>Reads rows whose values come as text, and no more of them than they may take.</summary>
internal static class PostgresRows
{
    private const int PieceLength = 4096;

    /// <summary>Runs a command and reads what it gives.</summary>
    /// <exception cref="QueryRefusedException">The values have more characters than they may have.</exception>
    public static async Task<QueryRows> Read(
        NpgsqlCommand command, int charactersMax, CancellationToken cancellationToken)
    {
        // In order, so that a value is never in memory as a whole before it was measured.
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
        var columns = Enumerable.Range(0, reader.FieldCount)
            .Select(i => new QueryColumn(reader.GetName(i), Kind(reader.GetDataTypeOID(i))))
            .ToList();
        var rows = new List<IReadOnlyList<string?>>();
        var left = charactersMax;
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new string?[columns.Count];
            for (var i = 0; i < row.Length; i++)
            {
                var text = await reader.IsDBNullAsync(i, cancellationToken)
                    ? null
                    : await Text(reader, i, left, cancellationToken);
                left -= text?.Length ?? 0;
                row[i] = left >= 0
                    ? text is null ? null : Value(text, columns[i].Kind)
                    : throw new QueryRefusedException(
                        $"what it finds has more than {charactersMax} characters; it must find fewer columns or shorter values");
            }

            rows.Add(row);
        }

        return new QueryRows(columns, rows);
    }

    // One character more than is left tells that it is too long.
    private static async Task<string> Text(
        NpgsqlDataReader reader, int column, int left, CancellationToken cancellationToken)
    {
        using var source = await reader.GetTextReaderAsync(column, cancellationToken);
        var text = new StringBuilder();
        var piece = new char[PieceLength];
        while (text.Length <= left && await source.ReadAsync(piece, cancellationToken) is > 0 and var length)
        {
            text.Append(piece, 0, length);
        }

        return text.ToString();
    }

    private static string Value(string text, QueryValueKind kind) => kind switch
    {
        QueryValueKind.Boolean => text == "t" ? "true" : "false",
        QueryValueKind.Bytes when text.StartsWith(@"\x", StringComparison.Ordinal) =>
            Convert.ToBase64String(Convert.FromHexString(text.AsSpan(2))),
        _ => text,
    };

    // The numbers that PostgreSQL's catalog has for its types, and Redshift's with it.
    private static QueryValueKind Kind(uint type) => type switch
    {
        16 => QueryValueKind.Boolean,
        17 => QueryValueKind.Bytes,
        20 or 21 or 23 => QueryValueKind.Whole,
        700 or 701 => QueryValueKind.Real,
        _ => QueryValueKind.Text,
    };
}

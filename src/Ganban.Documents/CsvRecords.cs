using CsvHelper;

namespace Ganban.Documents;

/// <summary>A table with names above its columns.</summary>
/// <param name="Columns">The names.</param>
/// <param name="Rows">The cells of each row, as many as there are columns.</param>
public sealed record CsvTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>Reads CSV files by their records (RFC 4180); the first one names the columns.</summary>
public static class CsvRecords
{
    private const int ColumnsMax = 1_000;
    private const int RecordBytesMax = 4 << 20;

    // Each record has all columns, however few of them it fills.
    private const int CellsMax = 20_000_000;

    private static readonly CsvReaderOptions Options = new()
    {
        HasHeader = false,
        SkipEmptyLines = true,
        MaxRecordSize = RecordBytesMax,
        MalformedData = CsvMalformedDataHandling.Recover,
        FieldCountMismatch = CsvFieldCountHandling.Allow,
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="DocumentException">It has no header, or too much in it.</exception>
    public static CsvTable Read(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = CsvReader.FromText(TextDecoder.Decode(content.Span), Options);
            if (!reader.Read() || reader.FieldCount is < 1 or > ColumnsMax)
            {
                throw new DocumentException(
                    DocumentFault.Broken, $"It needs a first line with the names of columns, {ColumnsMax} at most.");
            }

            var columns = Enumerable.Range(0, reader.FieldCount)
                .Select(index => reader.GetString(index).Trim())
                .ToList();
            var rows = new List<IReadOnlyList<string>>();
            while (reader.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if ((rows.Count + 1L) * columns.Count > CellsMax)
                {
                    throw new DocumentException(
                        DocumentFault.TooLarge, $"It has more than {CellsMax} cells, missing ones included. Split it.");
                }

                var row = new string[columns.Count];
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] = i < reader.FieldCount ? reader.GetString(i).Trim() : "";
                }

                rows.Add(row);
            }

            return new CsvTable(columns, rows);
        }
        catch (CsvFormatException e)
        {
            throw new DocumentException(
                DocumentFault.Broken, $"Its record {e.RecordNumber} can't be read as CSV.", e);
        }
    }
}

using System.Globalization;
using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace Ganban.Documents;

/// <summary>Reads a workbook sheet by sheet: a row a line, cells parted by tabs.</summary>
internal static class WorkbookText
{
    // Excel's own limits. Rows and columns are numbers in the file, which its length does not bound.
    private const int RowsMax = 1_048_576;
    private const int ColumnsMax = 16_384;

    // Empty ones count, since each is looked at.
    private const long CellsMax = 100_000_000;

    public static void Read(
        ReadOnlyMemory<byte> content, SectionList sections, CancellationToken cancellationToken)
    {
        try
        {
            using var stream = new MemoryStream(content.ToArray(), writable: false);
            using var reader = ExcelReaderFactory.CreateReader(stream);
            var cells = 0L;
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                Sheet(reader, sections, ref cells, cancellationToken);
            }
            while (reader.NextResult());
        }
        catch (InvalidPasswordException e)
        {
            throw new DocumentException(DocumentFault.Encrypted, "It is encrypted. Save it without a password.", e);
        }
        catch (Exception e) when (e is not (DocumentException or OutOfMemoryException or OperationCanceledException))
        {
            // The library throws whatever it stumbles over.
            throw new DocumentException(DocumentFault.Broken, "It is not a workbook, or broken.", e);
        }
    }

    private static void Sheet(
        IExcelDataReader reader, SectionList sections, ref long cells, CancellationToken cancellationToken)
    {
        // The first row makes an array of all columns.
        var columns = reader.FieldCount;
        if (reader.RowCount > RowsMax || columns > ColumnsMax)
        {
            throw TooLarge();
        }

        var text = new StringBuilder();
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            cells += columns + 1;
            if (cells > CellsMax)
            {
                throw TooLarge();
            }

            Row(reader, columns, text, sections);
        }

        sections.Add(text.ToString(), page: null, [reader.Name]);
    }

    // Without the tabs behind the last cell that holds something, and without rows of empty cells.
    private static void Row(IExcelDataReader reader, int columns, StringBuilder text, SectionList sections)
    {
        var start = text.Length;
        var tabs = 0;
        for (var column = 0; column < columns; column++)
        {
            var cell = Cell(reader.GetValue(column));
            if (cell.Length > 0)
            {
                sections.Check(text.Length + tabs + cell.Length);
                text.Append('\t', tabs).Append(cell);
                tabs = 0;
            }

            tabs++;
        }

        if (text.Length > start)
        {
            text.Append('\n');
        }
    }

    private static DocumentException TooLarge() => new(
        DocumentFault.TooLarge,
        $"It has a sheet of more than {RowsMax} rows or {ColumnsMax} columns, or more than {CellsMax} cells, empty "
        + "ones included. Split it, or clear what lies far from the rest.");

    private static string Cell(object? value) => value switch
    {
        null => "",
        DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!.Replace('\n', ' ').Replace('\t', ' '),
    };
}

using System.Globalization;
using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace Ganban.Documents;

/// <summary>Reads a workbook sheet by sheet: a row a line, cells parted by tabs.</summary>
internal static class WorkbookText
{
    public static void Read(ReadOnlyMemory<byte> content, SectionList sections)
    {
        try
        {
            using var stream = new MemoryStream(content.ToArray(), writable: false);
            using var reader = ExcelReaderFactory.CreateReader(stream);
            do
            {
                Sheet(reader, sections);
            }
            while (reader.NextResult());
        }
        catch (InvalidPasswordException e)
        {
            throw new DocumentException(DocumentFault.Encrypted, "It is encrypted. Save it without a password.", e);
        }
        catch (Exception e) when (e is not (DocumentException or OutOfMemoryException))
        {
            // The library throws whatever it stumbles over.
            throw new DocumentException(DocumentFault.Broken, "It is not a workbook, or broken.", e);
        }
    }

    private static void Sheet(IExcelDataReader reader, SectionList sections)
    {
        var text = new StringBuilder();
        while (reader.Read())
        {
            var cells = Enumerable.Range(0, reader.FieldCount).Select(column => Cell(reader.GetValue(column)));
            var row = string.Join('\t', cells).TrimEnd('\t');
            if (row.Length > 0)
            {
                sections.Check(text.Length + row.Length);
                text.Append(row).Append('\n');
            }
        }

        sections.Add(text.ToString(), page: null, [reader.Name]);
    }

    private static string Cell(object? value) => value switch
    {
        null => "",
        DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!.Replace('\n', ' ').Replace('\t', ' '),
    };
}

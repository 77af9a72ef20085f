using System.Globalization;
using System.Text.Json;
using Ganban.Contracts.BedrockAgent;
using Ganban.Documents;

namespace Ganban.Bedrock.Ingestion.Parsing;

/// <summary>
/// Reads documents: by their format, by a model where the data source says so, and CSV files by their records.
/// </summary>
internal sealed class PartReader(DocumentReader reader, ModelReader modelReader)
{
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>The parts of a document.</summary>
    /// <exception cref="DocumentFailedException">It can't be read.</exception>
    /// <exception cref="IngestionFailedException">The model can't be used.</exception>
    public async Task<IReadOnlyList<DocumentPart>> Read(
        IngestionTarget target, SourceFile file, CancellationToken cancellationToken)
    {
        try
        {
            if (file.Metadata.Records is { } records)
            {
                return file.Format == DocumentFormat.Csv
                    ? Records(CsvRecords.Read(file.Content, cancellationToken), records)
                    : throw new DocumentFailedException(
                        "the metadata file has a documentStructureConfiguration, which only csv files may have");
            }

            var parsing = target.Ingestion?.ParsingConfiguration;
            if (parsing?.BedrockFoundationModelConfiguration is { } model && ModelReader.Reads(file.Format))
            {
                return await modelReader.Read(target, model, file, cancellationToken);
            }

            var sections = await reader.Read(file.Format, file.Content, cancellationToken);
            return sections.Count > 0 || file.Format != DocumentFormat.Pdf
                ? [DocumentPart.Of(sections)]
                : throw new DocumentFailedException($"none of its pages holds text; {ModelReader.Advice}");
        }
        catch (DocumentException e)
        {
            throw new DocumentFailedException(e.Message, e);
        }
    }

    private static List<DocumentPart> Records(CsvTable table, RecordStructure structure)
    {
        var content = Column(table, structure.Content);
        foreach (var named in (structure.Included ?? []).Concat(structure.Excluded))
        {
            Column(table, named);
        }

        var attributes = table.Columns
            .Select((name, index) => (Name: name, Index: index))
            .Where(column => structure.IsAttribute(column.Name))
            .Select(column => (column.Name, column.Index, IsNumber: IsNumeric(table, column.Index)))
            .ToList();
        return
        [
            .. table.Rows.Where(row => !string.IsNullOrWhiteSpace(row[content])).Select(row => new DocumentPart(
                [new DocumentSection(row[content], Page: null, Headings: [])],
                attributes
                    .Where(column => row[column.Index].Length > 0)
                    .ToDictionary(
                        column => column.Name,
                        column => column.IsNumber
                            ? JsonSerializer.SerializeToElement(Number(row[column.Index])!.Value)
                            : JsonSerializer.SerializeToElement(row[column.Index]),
                        StringComparer.Ordinal))),
        ];
    }

    private static int Column(CsvTable table, string name) =>
        table.Columns.ToList().IndexOf(name) is var index and >= 0
            ? index
            : throw new DocumentFailedException($"the file has no column {name}, which its metadata file names");

    // A column is one of numbers if all that is in it is a number; a filter compares numbers with numbers only.
    private static bool IsNumeric(CsvTable table, int index) =>
        table.Rows.All(row => row[index].Length == 0 || Number(row[index]) is not null);

    private static double? Number(string text) =>
        double.TryParse(text, Decimal, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;
}

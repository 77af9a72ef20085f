using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Ganban.Documents.Tests;

/// <summary>Makes small documents by hand, each with nothing but what its format asks for.</summary>
internal static class Files
{
    private const string Word = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    private const string Relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    public static byte[] Zip(params (string Name, string Content)[] parts)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in parts)
            {
                using var part = archive.CreateEntry(name).Open();
                part.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return stream.ToArray();
    }

    public static byte[] Docx(string body) => Zip(
        ("word/styles.xml", $"""
            <w:styles {Word}><w:style w:styleId="Titel"><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
            <w:style w:styleId="Untertitel"><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style></w:styles>
            """),
        ("word/document.xml", $"<w:document {Word}><w:body>{body}</w:body></w:document>"));

    public static string Paragraph(string text, string? style = null)
    {
        var properties = style is null ? "" : $"<w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>";
        return $"<w:p>{properties}<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>";
    }

    public static byte[] Pptx(params string[] slides)
    {
        const string Draw = "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"";
        var numbers = Enumerable.Range(1, slides.Length).ToList();
        var relations = string.Concat(numbers.Select(
            n => $"<Relationship Id=\"r{n}\" Type=\"{Relation}/slide\" Target=\"slides/slide{n}.xml\"/>"));

        // Shown in reverse, to tell the order of the show from that of the files.
        var shown = string.Concat(numbers.AsEnumerable().Reverse().Select(n => $"<p:sldId r:id=\"r{n}\"/>"));
        return Zip(
        [
            ("ppt/presentation.xml", $"<p:presentation xmlns:p=\"p\" xmlns:r=\"{Relation}\">{shown}</p:presentation>"),
            ("ppt/_rels/presentation.xml.rels", $"<Relationships>{relations}</Relationships>"),
            ("ppt/slides/_rels/slide1.xml.rels",
                $"<Relationships><Relationship Id=\"x\" Type=\"{Relation}/notesSlide\" Target=\"../notesSlides/n.xml\"/></Relationships>"),
            ("ppt/notesSlides/n.xml", $"<n {Draw}><a:p><a:r><a:t>A note</a:t></a:r></a:p></n>"),
            .. numbers.Select(n => (
                $"ppt/slides/slide{n}.xml", $"<s {Draw}><a:p><a:r><a:t>{slides[n - 1]}</a:t></a:r></a:p></s>")),
        ]);
    }

    public static byte[] Xlsx(string sheet, params string[][] rows) => XlsxOf(sheet, string.Concat(
        rows.Select(row => "<row>" + string.Concat(
            row.Select(cell => $"<c t=\"inlineStr\"><is><t>{cell}</t></is></c>")) + "</row>")));

    /// <summary>A workbook with a sheet whose rows are written as they are in the file.</summary>
    public static byte[] XlsxOf(string sheet, string rows)
    {
        const string Main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
        return Zip(
            ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
            ("xl/workbook.xml",
                $"<workbook {Main} xmlns:r=\"{Relation}\"><sheets><sheet name=\"{sheet}\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"),
            ("xl/_rels/workbook.xml.rels",
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                + $"<Relationship Id=\"r1\" Type=\"{Relation}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
            ("xl/worksheets/sheet1.xml", $"<worksheet {Main}><sheetData>{rows}</sheetData></worksheet>"));
    }

    /// <summary>A worksheet of Excel 2, the oldest and simplest of its formats.</summary>
    public static byte[] Xls(params string[] cells)
    {
        using var stream = new MemoryStream();
        Record(stream, 0x0009, [2, 0, 0x10, 0]);
        for (var i = 0; i < cells.Length; i++)
        {
            var text = Encoding.ASCII.GetBytes(cells[i]);
            Record(stream, 0x0004, [(byte)i, 0, 0, 0, 0, 0, 0, (byte)text.Length, .. text]);
        }

        Record(stream, 0x000A, []);
        return stream.ToArray();
    }

    /// <summary>A PDF with a line of text a page.</summary>
    public static byte[] Pdf(params string[] pages) => PdfOf([.. pages.Select(Line)]);

    /// <summary>What draws a line of text on a page.</summary>
    public static string Line(string text) => $"BT /F1 12 Tf 72 720 Td ({text}) Tj ET";

    /// <summary>A PDF document whose pages are drawn by PDF's own commands.</summary>
    public static byte[] PdfOf(params string[] pages)
    {
        var text = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        var kids = string.Join(' ', Enumerable.Range(0, pages.Length).Select(i => $"{4 + (2 * i)} 0 R"));
        Add("<< /Type /Catalog /Pages 2 0 R >>");
        Add($"<< /Type /Pages /Kids [{kids}] /Count {pages.Length} >>");
        Add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
        for (var i = 0; i < pages.Length; i++)
        {
            Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + (2 * i)} 0 R "
                + "/Resources << /Font << /F1 3 0 R >> >> >>");
            Add($"<< /Length {pages[i].Length} >>\nstream\n{pages[i]}\nendstream");
        }

        var start = text.Length;
        text.Append($"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n");
        offsets.ForEach(offset => text.Append($"{offset:D10} 00000 n \n"));
        text.Append($"trailer\n<< /Size {offsets.Count + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(text.ToString());

        void Add(string content)
        {
            offsets.Add(text.Length);
            text.Append($"{offsets.Count} 0 obj\n{content}\nendobj\n");
        }
    }

    private static void Record(Stream stream, ushort type, byte[] content)
    {
        Span<byte> head = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(head, type);
        BinaryPrimitives.WriteUInt16LittleEndian(head[2..], (ushort)content.Length);
        stream.Write(head);
        stream.Write(content);
    }
}

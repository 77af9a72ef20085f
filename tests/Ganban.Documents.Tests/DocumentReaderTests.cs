using System.Text;

namespace Ganban.Documents.Tests;

public sealed class DocumentReaderTests
{
    private readonly DocumentReader _reader = new(
        new DocumentLimits { CharactersMax = 200_000, UnpackedBytesMax = 4 << 20 });

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("shift_jis")]
    [InlineData("euc-jp")]
    public async Task Japanese_text_is_read_whatever_encoding_it_is_in(string encoding)
    {
        const string Text = "はにわロボットの材料は、粘土とニューロチップです。\r\n在庫は５ｋｇあります。ABC";
        var bytes = Encoding.GetEncoding(encoding).GetBytes(Text);
        foreach (var content in (byte[][])[bytes, [.. Encoding.GetEncoding(encoding).GetPreamble(), .. bytes]])
        {
            var section = Assert.Single(await Read(DocumentFormat.Text, content));
            Assert.Equal(Text.Replace("\r\n", "\n", StringComparison.Ordinal), section.Text);
        }
    }

    [Fact]
    public async Task A_web_page_gives_its_words_with_the_headings_above_them()
    {
        var sections = await Read(DocumentFormat.Html, """
            <html><head><title>no</title><style>b{}</style></head><body><nav>no</nav><p>Before.</p>
            <h1>Robots <em>all</em></h1><p>One   <b>two</b>
            three.</p><script>no()</script><h2>Haniwa</h2><ul><li>Clay<li>Chip</ul>
            <table><tr><th>Part</th><th>Stock</th></tr><tr><td>Clay</td><td>5</td></tr></table>
            <h1>End</h1><p>Bye.</p></body></html>
            """);
        Assert.Equal(
            [
                ("Before.", ""), ("One two three.", "Robots all"),
                ("- Clay\n- Chip\nPart\tStock\nClay\t5", "Robots all/Haniwa"), ("Bye.", "End"),
            ],
            sections.Select(section => (section.Text, string.Join('/', section.Headings))));
    }

    [Fact]
    public async Task A_page_that_names_its_encoding_is_read_in_it()
    {
        var page = "<meta charset=\"shift_jis\"><p>ｱｲｳ粘土</p>";
        var section = Assert.Single(
            await Read(DocumentFormat.Html, Encoding.GetEncoding("shift_jis").GetBytes(page)));
        Assert.Equal("ｱｲｳ粘土", section.Text);
    }

    [Fact]
    public async Task Markdown_is_read_as_the_page_that_it_stands_for()
    {
        var sections = await Read(DocumentFormat.Markdown, """
            ---
            title: no
            ---
            # Robots

            A *short* text.

            ## Parts

            | Part | Stock |
            | --- | --- |
            | Clay | 5 |

            ```
            a  b
            ```
            """);
        Assert.Equal(
            [("A short text.", "Robots"), ("Part\tStock\nClay\t5\na  b", "Robots/Parts")],
            sections.Select(section => (section.Text, string.Join('/', section.Headings))));
    }

    [Fact]
    public async Task A_Word_document_gives_paragraphs_and_tables_below_its_headings()
    {
        var cell = (string text) => $"<w:tc>{Files.Paragraph(text)}</w:tc>";
        var content = Files.Docx(
            Files.Paragraph("Before") + Files.Paragraph("粘土", "Titel") + Files.Paragraph("First ") + Files.Paragraph("second")
            + Files.Paragraph("Stock", "Untertitel") + $"<w:tbl><w:tr>{cell("Clay")}{cell("5 kg")}</w:tr></w:tbl>");
        Assert.Equal(
            [("Before", ""), ("First \nsecond", "粘土"), ("Clay\t5 kg", "粘土/Stock")],
            (await Read(DocumentFormat.Docx, content)).Select(
                section => (section.Text, string.Join('/', section.Headings))));
    }

    [Fact]
    public async Task A_presentation_gives_its_slides_in_the_order_of_the_show_with_their_notes() => Assert.Equal(
        [("Second", 1), ("First\n\nA note", 2)],
        (await Read(DocumentFormat.Pptx, Files.Pptx("First", "Second"))).Select(section => (section.Text, section.Page!.Value)));

    [Fact]
    public async Task Workbooks_give_their_sheets_row_by_row()
    {
        var section = Assert.Single(
            await Read(DocumentFormat.Xlsx, Files.Xlsx("在庫", ["Part", "Stock"], ["粘土", "5"])));
        Assert.Equal(("Part\tStock\n粘土\t5", "在庫"), (section.Text, Assert.Single(section.Headings)));
        Assert.Equal("Clay\nChip", Assert.Single(await Read(DocumentFormat.Xls, Files.Xls("Clay", "Chip"))).Text);
    }

    [Fact]
    public async Task Rows_and_cells_keep_their_places_and_empty_ends_are_left_out()
    {
        const string Rows = """
            <row r="2"><c r="B2"><v>1</v></c><c r="D2"/></row><row r="4"><c r="A4"><v>2</v></c><c r="C4"><v>3</v></c></row>
            """;
        Assert.Equal("1\n2\t\t3", Assert.Single(await Read(DocumentFormat.Xlsx, Files.XlsxOf("a", Rows))).Text);
    }

    [Theory]
    [InlineData("<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row><row r=\"2000000000\"/>")]
    [InlineData("<row r=\"1\"><c r=\"ZZZZZZ1\"><v>1</v></c></row>")]
    [InlineData("<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row>")]
    public async Task A_workbook_that_says_it_is_huge_is_refused_at_once(string rows) => await AssertFault(
        DocumentFormat.Xlsx, Files.XlsxOf("a", rows), DocumentFault.TooLarge);

    [Fact]
    public async Task A_page_that_names_an_encoding_that_there_is_no_more_is_read_as_what_it_is() => Assert.Equal(
        "粘土", Assert.Single(await Read(DocumentFormat.Html, "<meta charset=utf-7><p>粘土</p>")).Text);

    [Fact]
    public void A_table_with_more_cells_than_it_shows_is_refused()
    {
        var csv = string.Join(',', Enumerable.Range(0, 1_000)) + "\n"
            + string.Concat(Enumerable.Repeat("x\n", 20_001));
        var error = Assert.Throws<DocumentException>(() => CsvRecords.Read(Encoding.UTF8.GetBytes(csv), default));
        Assert.Equal(DocumentFault.TooLarge, error.Fault);
    }

    [PdfFact]
    public async Task A_PDF_gives_its_pages() => Assert.Equal(
        [("Hello clay", 1), ("Second page", 2)],
        (await Read(DocumentFormat.Pdf, Files.Pdf("Hello clay", "Second page"))).Select(
            section => (section.Text, section.Page!.Value)));

    [PdfFact]
    public async Task Pages_without_text_are_counted_and_drawn_and_blank_ones_are_known()
    {
        var pdf = Files.PdfOf("100 100 200 200 re f", Files.Line("Hello clay"), "", "100 100 m 200 300 l S");

        Assert.Equal(["", "Hello clay", "", ""], await _reader.ReadPages(pdf, default));
        Assert.Equal([0xFF, 0xD8, 0xFF], (await _reader.DrawPage(pdf, 1, default)).Take(3));
        Assert.False(await _reader.IsBlankPage(pdf, 1, default));
        Assert.True(await _reader.IsBlankPage(pdf, 3, default));
        Assert.False(await _reader.IsBlankPage(pdf, 4, default));
    }

    [PdfFact]
    public async Task A_page_of_any_size_becomes_a_bounded_picture()
    {
        var reader = new DocumentReader(new DocumentLimits { PictureBytesMax = 2_000 });
        var pdf = Files.PdfOf("1 0 0 rg 100 100 200 200 re f");

        var fault = await Assert.ThrowsAsync<DocumentException>(() => reader.DrawPage(pdf, 1, default));

        Assert.Equal(DocumentFault.TooLarge, fault.Fault);
        Assert.Equal(
            DocumentFault.Broken,
            (await Assert.ThrowsAsync<DocumentException>(() => _reader.DrawPage(pdf, 2, default))).Fault);
    }

    [PdfFact]
    public async Task A_broken_PDF_is_said_to_be_broken() =>
        await AssertFault(DocumentFormat.Pdf, "%PDF-1.4 and nothing else"u8.ToArray(), DocumentFault.Broken);

    [Theory]
    [InlineData(DocumentFormat.Docx)]
    [InlineData(DocumentFormat.Pptx)]
    [InlineData(DocumentFormat.Xlsx)]
    [InlineData(DocumentFormat.Xls)]
    [InlineData(DocumentFormat.Pdf)]
    public async Task What_is_not_of_its_format_is_said_to_be_broken(DocumentFormat format)
    {
        await AssertFault(format, "no such thing"u8.ToArray(), DocumentFault.Broken);
        await AssertFault(format, Files.Zip(("a", "b"))[..40], DocumentFault.Broken);
    }

    [Fact]
    public async Task Text_in_no_encoding_is_said_to_be_broken() =>
        await AssertFault(DocumentFormat.Text, [0x41, 0x81, 0x20, 0xFF, 0x02], DocumentFault.Broken);

    [Fact]
    public async Task A_document_under_a_password_is_said_to_be_encrypted() => await AssertFault(
        DocumentFormat.Docx, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], DocumentFault.Encrypted);

    [PdfFact]
    public async Task A_PDF_under_a_password_is_said_to_be_encrypted()
    {
        var hash = new string('A', 32);
        var pdf = Encoding.ASCII.GetString(Files.Pdf("Hello clay")).Replace(
            "trailer\n<<",
            $"trailer\n<< /ID [(a) (a)] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O ({hash}) /U ({hash}) >>",
            StringComparison.Ordinal);
        await AssertFault(DocumentFormat.Pdf, Encoding.ASCII.GetBytes(pdf), DocumentFault.Encrypted);
    }

    [Fact]
    public async Task An_archive_that_unpacks_to_too_much_is_refused()
    {
        var bomb = Files.Zip(("word/document.xml", new string(' ', 5 << 20)));
        Assert.True(bomb.Length < 100_000);
        await AssertFault(DocumentFormat.Docx, bomb, DocumentFault.TooLarge);
        await AssertFault(DocumentFormat.Xlsx, bomb, DocumentFault.TooLarge);
    }

    [Theory]
    [InlineData(DocumentFormat.Text)]
    [InlineData(DocumentFormat.Html)]
    [InlineData(DocumentFormat.Markdown)]
    public async Task Text_beyond_the_limit_is_refused(DocumentFormat format) =>
        await AssertFault(format, Encoding.UTF8.GetBytes(new string('a', 200_001)), DocumentFault.TooLarge);

    [Fact]
    public async Task Nesting_without_end_breaks_nothing()
    {
        const int Depth = 50_000;
        var page = string.Concat(Enumerable.Repeat("<div>", 900)) + "deep";
        Assert.Equal("deep", Assert.Single(await Read(DocumentFormat.Html, page)).Text);
        var open = string.Concat(Enumerable.Repeat("<li>a", 5000));
        Assert.Single(await Read(DocumentFormat.Html, open));
        var quotes = Encoding.UTF8.GetBytes(new string('>', Depth) + "deep");
        await AssertFault(DocumentFormat.Markdown, quotes, DocumentFault.Broken);
        var tables = string.Concat(Enumerable.Repeat("<w:tbl><w:tr><w:tc>", Depth)) + Files.Paragraph("deep")
            + string.Concat(Enumerable.Repeat("</w:tc></w:tr></w:tbl>", Depth));
        Assert.Equal("deep", Assert.Single(await Read(DocumentFormat.Docx, Files.Docx(tables))).Text);
    }

    [Theory]
    [InlineData("<div>")]
    [InlineData("<div></x>")]
    [InlineData("<b><div></b>")]
    [InlineData("<rt>")]
    [InlineData("<optgroup>")]
    public async Task A_page_nests_by_what_its_tags_do_and_not_by_what_they_look_like(string tags)
    {
        var page = string.Concat(Enumerable.Repeat(tags, 50_000)) + "deep";
        await AssertFault(DocumentFormat.Html, Encoding.UTF8.GetBytes(page), DocumentFault.Broken);
        Assert.Throws<DocumentException>(
            () => HtmlLinks.Of(Encoding.UTF8.GetBytes(page), new Uri("https://example.com/"), 1, default));
    }

    [Fact]
    public async Task A_page_that_closes_what_it_opens_may_be_long()
    {
        var page = string.Concat(Enumerable.Repeat("<b><p>a<br>", 10_000));
        Assert.Equal(10_000, Assert.Single(await Read(DocumentFormat.Html, page)).Text.Split('\n').Length);
    }

    [Fact]
    public async Task An_entity_that_multiplies_is_refused()
    {
        var part = "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\">]><d>&a;</d>";
        await AssertFault(DocumentFormat.Docx, Files.Zip(("word/document.xml", part)), DocumentFault.Broken);
    }

    private Task<IReadOnlyList<DocumentSection>> Read(DocumentFormat format, string content) =>
        Read(format, Encoding.UTF8.GetBytes(content));

    private Task<IReadOnlyList<DocumentSection>> Read(DocumentFormat format, byte[] content) =>
        _reader.Read(format, content, CancellationToken.None);

    private async Task AssertFault(DocumentFormat format, byte[] content, DocumentFault fault)
    {
        var error = await Assert.ThrowsAsync<DocumentException>(() => Read(format, content));
        Assert.True(fault == error.Fault, $"{error.Fault}: {error.Message}");
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Ganban.Documents.Tests;
using Ganban.Storage.Objects;
using Microsoft.Extensions.AI;
using static Ganban.Bedrock.Tests.Invocation.ScriptedChatClient;

namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>Documents and images of Converse: what they hold reaches the engine.</summary>
public sealed class ConverseFileTests : IAsyncLifetime
{
    private const string Haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Account = "123456789012";
    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Fact]
    public async Task Office_documents_and_pages_reach_the_engine_as_text()
    {
        var docx = Files.Docx(Files.Paragraph("Parts", "Titel") + Files.Paragraph("粘土 5kg"));
        Assert.Equal("a\nParts\n粘土 5kg", await Seen("docx", docx));
        Assert.Equal("a\n在庫\nPart\tStock\n粘土\t5", await Seen("xlsx", Files.Xlsx("在庫", ["Part", "Stock"], ["粘土", "5"])));
        Assert.Equal("a\nSheet\nClay\nChip", await Seen("xls", Files.Xls("Clay", "Chip")));
        Assert.Equal("a\nHead\nWords", await Seen("html", "<h1>Head</h1><script>no</script><p>Words"u8.ToArray()));
        Assert.Equal("a\n# Head\n*Words*", await Seen("md", "# Head\n*Words*"u8.ToArray()));
        Assert.Equal("a\n粘土", await Seen("txt", [0x94, 0x53, 0x93, 0x79]));
    }

    [PdfFact]
    public async Task A_PDF_is_cited_by_its_pages()
    {
        _runtime.Engine.Plays(Piece("Keys hang in the hall."), End(5));
        var pdf = Convert.ToBase64String(Files.Pdf("Doors close at nine.", "Keys hang in the hall."));
        var answer = JsonNode.Parse(await _runtime.Converse(Haiku, Asked(
            $$"""{"format":"pdf","name":"rules","citations":{"enabled":true},"source":{"bytes":"{{pdf}}"} }""")))!;

        Wire.Same(
            """{"documentPage":{"documentIndex":0,"start":2,"end":3} }""",
            answer["output"]!["message"]!["content"]![0]!["citationsContent"]!["citations"]![0]!["location"]!.ToJsonString());
        Assert.StartsWith(
            "rules\nDoors close at nine.\nKeys hang", _runtime.Engine.Last.Messages[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_in_S3_are_fetched()
    {
        await _runtime.Objects.Add(new ObjectAddress(Account, "docs", "a/stock.docx"), Files.Docx(Files.Paragraph("粘土 5kg")));
        await _runtime.Objects.Add(new ObjectAddress(Account, "docs", "p.png"), new byte[] { 1, 2, 3 });
        await _runtime.Converse(Haiku, """
            {"messages":[{"role":"user","content":[{"text":"x"},
              {"document":{"name":"a","source":{"s3Location":{"uri":"s3://docs/a/stock.docx"} } } },
              {"image":{"format":"png","source":{"s3Location":{"uri":"s3://docs/p.png","bucketOwner":"123456789012"} } } }]}]}
            """);

        var contents = _runtime.Engine.Last.Messages[0].Contents;
        Assert.Equal("a\n粘土 5kg", ((TextContent)contents[1]).Text);
        Assert.Equal([1, 2, 3], ((DataContent)contents[2]).Data.ToArray());
    }

    [Theory]
    [InlineData("\"source\":{\"s3Location\":{\"uri\":\"s3://docs/absent\"}}", 400, "s3://docs/absent can't be used")]
    [InlineData("\"source\":{\"s3Location\":{\"uri\":\"s3://docs/\"}}", 400, "not the address of an object")]
    [InlineData(
        "\"source\":{\"s3Location\":{\"uri\":\"s3://docs/a\",\"bucketOwner\":\"999999999999\"}}", 400, "buckets of other accounts")]
    [InlineData("\"format\":\"docx\",\"source\":{\"bytes\":\"AAAA\"}", 400, "The document 'a' can't be read. It is not an Office")]
    [InlineData("\"format\":\"doc\",\"source\":{\"bytes\":\"AAAA\"}", 501, "documents of format doc in Converse")]
    [InlineData("\"format\":\"txt\",\"source\":{\"bytes\":\"w4HB/wI=\"}", 400, "It is not text in UTF-8")]
    public async Task A_file_that_can_not_be_had_or_read_is_refused(string document, int status, string words)
    {
        await _runtime.Objects.Add(new ObjectAddress(Account, "docs", "a"), new byte[1]);
        var error = await _runtime.Refused("Converse", Haiku, Asked($$"""{"name":"a",{{document}}}"""));
        Assert.Equal(status, error.Status);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_that_is_too_large_is_refused()
    {
        var content = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('a', 4_718_593)));
        var error = await _runtime.Refused(
            "Converse", Haiku, Asked($$"""{"name":"a","format":"txt","source":{"bytes":"{{content}}"} }"""));
        Assert.Contains("larger than 4718592 bytes", error.Message, StringComparison.Ordinal);
    }

    private async Task<string> Seen(string format, byte[] content)
    {
        await _runtime.Converse(Haiku, Asked(
            $$"""{"format":"{{format}}","name":"a","source":{"bytes":"{{Convert.ToBase64String(content)}}"} }"""));
        return ((TextContent)_runtime.Engine.Last.Messages[0].Contents[0]).Text;
    }

    private static string Asked(string document) =>
        $$"""{"messages":[{"role":"user","content":[{"document":{{document}}},{"text":"Tell me."}]}]}""";
}

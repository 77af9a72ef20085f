using System.Text.Json.Nodes;
using Ganban.Documents.Tests;
using Microsoft.Extensions.AI;
using static Ganban.Bedrock.Tests.Invocation.ScriptedChatClient;

namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>PDFs and images in Claude's format, beside text and in the results of tools.</summary>
public sealed class AnthropicFileTests : IAsyncLifetime
{
    private const string Haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Png = """{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="} }""";

    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [PdfFact]
    public async Task A_PDF_reaches_the_engine_as_text_and_is_cited_by_its_pages()
    {
        _runtime.Engine.Plays(Piece("Keys hang in the hall."), End(5));
        var turns = Asked(Pdf("Doors close at nine.", "Keys hang in the hall.")
            .Replace("\"type\":\"document\"", """
                "type":"document","title":"Rules","context":"of the house","citations":{"enabled":true}
                """, StringComparison.Ordinal));
        var answer = JsonNode.Parse(await _runtime.Invoke(Haiku, turns))!;
        var streamed = await _runtime.InvokeStream(Haiku, turns);

        const string Citation = """
            {"type":"page_location","cited_text":"Keys hang in the hall.","document_index":0,"document_title":"Rules",
             "start_page_number":2,"end_page_number":3}
            """;
        Wire.Same(Citation, answer["content"]![0]!["citations"]![0]!.ToJsonString());
        var delta = streamed.Select(chunk => JsonNode.Parse(chunk)!["delta"]).Single(
            delta => (string?)delta?["type"] == "citations_delta");
        Wire.Same(Citation, delta!["citation"]!.ToJsonString());
        Assert.StartsWith(
            "Rules\nof the house\nDoors close at nine.\nKeys hang",
            ((TextContent)_runtime.Engine.Last.Messages[0].Contents[0]).Text,
            StringComparison.Ordinal);
    }

    [PdfFact]
    public async Task A_PDF_that_a_tool_found_is_part_of_its_result()
    {
        await _runtime.Invoke(Haiku, Found($$"""[{"type":"text","text":"Here:"},{{Pdf("Clay 5 kg")}},{{Png}}]"""));

        var turns = _runtime.Engine.Last.Messages;
        var result = (string)Assert.IsType<FunctionResultContent>(Assert.Single(turns[^2].Contents)).Result!;
        Assert.StartsWith("Here:\nClay 5 kg", result, StringComparison.Ordinal);
        Assert.EndsWith("[image]", result, StringComparison.Ordinal);
        Assert.IsType<DataContent>(turns[^1].Contents[0]);
    }

    [Fact]
    public async Task Images_that_a_tool_found_follow_its_result()
    {
        await _runtime.Invoke(Haiku, Found($$"""[{"type":"text","text":"Two:"},{{Png}},{{Png}}]"""));

        var turns = _runtime.Engine.Last.Messages;
        Assert.Equal(
            [ChatRole.User, ChatRole.Assistant, ChatRole.Tool, ChatRole.User], turns.Select(turn => turn.Role));
        Assert.Equal(
            "Two:\n[image]\n[image]",
            Assert.IsType<FunctionResultContent>(Assert.Single(turns[2].Contents)).Result);
        Assert.Equal("image/png", Assert.IsType<DataContent>(turns[3].Contents[1]).MediaType);
        Assert.Equal("Go on.", ((TextContent)turns[3].Contents[2]).Text);
    }

    [Fact]
    public async Task Images_within_a_document_follow_it()
    {
        await _runtime.Invoke(Haiku, Asked(
            $$"""{"type":"document","source":{"type":"content","content":[{"type":"text","text":"A barn:"},{{Png}}]} }"""));

        var contents = Assert.Single(_runtime.Engine.Last.Messages).Contents;
        Assert.Equal("A barn:\n[image]", ((TextContent)contents[0]).Text);
        Assert.IsType<DataContent>(contents[1]);
    }

    [Theory]
    [InlineData("\"media_type\":\"text/plain\",\"data\":\"eA==\"", "#/messages/0/content/0/source/media_type: text/plain is not a valid")]
    [InlineData("\"media_type\":\"application/pdf\",\"data\":\"?\"", "#/messages/0/content/0/source/data: is not a PDF in base64")]
    [InlineData("\"media_type\":\"application/pdf\"", "#/messages/0/content/0/source: required key [data] not found")]
    [InlineData("\"media_type\":\"application/pdf\",\"data\":\"eA==\"", "messages.0.content.0.source.data: the PDF can't be read. It is not a PDF")]
    public async Task A_PDF_that_is_none_is_refused_with_its_place(string source, string words)
    {
        var body = Asked($$"""{"type":"document","source":{"type":"base64",{{source}}} }""");
        foreach (var operation in new[] { "InvokeModel", "InvokeModelWithResponseStream" })
        {
            var error = await _runtime.Refused(operation, Haiku, body);
            Assert.Equal(("ValidationException", 400), (error.Code, error.Status));
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("image")]
    [InlineData("document")]
    [InlineData("search_result")]
    public async Task What_only_users_show_is_refused_from_the_assistant(string kind)
    {
        var error = await _runtime.Refused("InvokeModel", Haiku, Body(
            $$"""{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"{{kind}}"}]},{"role":"user","content":"y"}"""));

        Assert.Equal(400, error.Status);
        Assert.Contains($"`{kind}` blocks can only be in `user` messages", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_a_tool_found_in_Converse_follows_its_result()
    {
        const string Turns = """
            {"toolConfig":{"tools":[{"toolSpec":{"name":"look","inputSchema":{"json":{"type":"object"} } } }]},
             "messages":[{"role":"user","content":[{"text":"x"}]},
             {"role":"assistant","content":[{"toolUse":{"toolUseId":"a","name":"look","input":{} } }]},
             {"role":"user","content":[{"toolResult":{"toolUseId":"a","content":[{"text":"See:"},
               {"image":{"format":"png","source":{"bytes":"AQID"} } }]} },{"text":"So?"}]}]}
            """;
        await _runtime.Converse(Haiku, Turns);

        var turns = _runtime.Engine.Last.Messages;
        Assert.Equal("See:\n[image]", Assert.IsType<FunctionResultContent>(Assert.Single(turns[^2].Contents)).Result);
        Assert.Equal([1, 2, 3], Assert.IsType<DataContent>(turns[^1].Contents[0]).Data.ToArray());
        Assert.Equal("So?", ((TextContent)turns[^1].Contents[1]).Text);

        var refused = await _runtime.Refused("Converse", "amazon.nova-micro-v1:0", Turns);
        Assert.Equal("This model doesn't support the image field. Remove image and try again.", refused.Message);
    }

    private static string Pdf(params string[] pages) => $$"""
        {"type":"document","source":{"type":"base64","media_type":"application/pdf",
         "data":"{{Convert.ToBase64String(Files.Pdf(pages))}}"} }
        """;

    private static string Asked(string block) => Body(
        $$"""{"role":"user","content":[{{block}},{"type":"text","text":"Tell me."}]}""");

    private static string Found(string content) => Body($$"""
        {"role":"user","content":"Look."},
        {"role":"assistant","content":[{"type":"tool_use","id":"a","name":"look","input":{} }]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":{{content}} },{"type":"text","text":"Go on."}]}
        """);

    private static string Body(string messages) =>
        $$"""{"anthropic_version":"bedrock-2023-05-31","max_tokens":64,"messages":[{{messages}}]}""";
}

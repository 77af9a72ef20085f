using System.Text.Json.Nodes;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Doors;

/// <summary>Members that no API knows, sent to a server that is told to be lenient.</summary>
public sealed class DoorLeniencyTests : IAsyncLifetime
{
    private const string Claude = DoorServer.Claude;
    private readonly GanbanServer _server = new();

    public Task InitializeAsync()
    {
        _server.Environment["GANBAN__LENIENT"] = "true";
        return _server.InitializeAsync();
    }

    public Task DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("/openai/v1/chat/completions", Claude, "\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\",\"colour\":1}]")]
    [InlineData("/openai/v1/chat/completions", Claude, "\"stream\":true,\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]")]
    [InlineData("/openai/v1/responses", Claude, "\"max_output_tokens\":1,\"input\":\"Hi\"")]
    [InlineData("/openai/v1/embeddings", DoorServer.Titan, "\"input\":\"Hi\"")]
    [InlineData("/anthropic/v1/messages", Claude, "\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]")]
    [InlineData("/anthropic/v1/messages/count_tokens", Claude, "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]")]
    public async Task What_an_API_does_not_know_is_left_out_and_told(string path, string model, string rest)
    {
        using var http = Door();
        using var response = await http.PostText(path, $$"""{"model":"{{model}}","wings":2,{{rest}}}""");

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        Assert.Equal("unknown-members", string.Join(',', response.Headers.GetValues("x-ganban-passed-over")));
    }

    [Fact]
    public async Task A_conversation_goes_on_from_a_response_that_was_kept()
    {
        var first = await Respond(""" "input":"Good morning!" """);
        var second = await Respond($$""" "input":"Thank you!","previous_response_id":"{{first["id"]}}" """);

        Assert.Equal((string)first["id"]!, (string)second["previous_response_id"]!);
        Assert.True((int)second["usage"]!["input_tokens"]! > (int)first["usage"]!["input_tokens"]!);
    }

    [Fact]
    public async Task What_is_wrong_stays_wrong()
    {
        using var http = Door();
        using var response = await http.PostText(
            "/openai/v1/responses", $$"""{"model":"{{Claude}}","wings":2,"input":"Hi","temperature":9}""");

        Assert.Equal("temperature", (string?)(await DoorHttp.Json(response))["error"]!["param"]);
    }

    private async Task<JsonNode> Respond(string members)
    {
        using var http = Door();
        using var response = await http.PostText(
            "/openai/v1/responses", $$"""{"model":"{{Claude}}","wings":2,"max_output_tokens":4,{{members}}}""");
        return await DoorHttp.Json(response);
    }

    private DoorHttp Door()
    {
        var http = new DoorHttp(_server.Address);
        http.Headers.Add("anthropic-version", "2023-06-01");
        return http;
    }
}

using System.Text.Json.Nodes;
using Ganban.EngineDouble;

namespace Ganban.Server.Tests.Doors;

/// <summary>What is wrong is refused in each API's own words, and never with 500.</summary>
[Collection(DoorTests.Name)]
public sealed class DoorRefusalTests : IDisposable
{
    private const string Chat = "/openai/v1/chat/completions";
    private const string Responses = "/openai/v1/responses";
    private const string Embeddings = "/openai/v1/embeddings";
    private const string Messages = "/anthropic/v1/messages";
    private const string Llama = DoorServer.Llama;
    private const string Hi = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    private const string ResultWithImage = """
        {"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"shot:"},
         {"type":"input_image","image_url":"data:image/png;base64,iVBORw0KGgo="}]}
        """;

    private const string TurnWithImage = """
        {"role":"tool","tool_call_id":"c","content":[{"type":"text","text":"shot:"},
         {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}
        """;

    private readonly DoorServer _doors;
    private readonly DoorHttp _http;

    public DoorRefusalTests(DoorServer doors)
    {
        _doors = doors;
        _http = new DoorHttp(doors.Server.Address);
        _http.Headers.Add("anthropic-version", "2023-06-01");
        doors.SayGoodDay();
    }

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(Chat, "", 400, null)]
    [InlineData(Chat, "[]", 400, null)]
    [InlineData(Chat, "{\"model\":", 400, null)]
    [InlineData(Chat, "{}", 400, "model")]
    [InlineData(Chat, "{\"model\":7}", 400, "model")]
    [InlineData(Chat, "{\"model\":\"none\"," + Hi + "}", 404, "model")]
    [InlineData(Chat, "{\"model\":\"\"," + Hi + "}", 404, "model")]
    [InlineData(Chat, "{\"model\":\"" + Llama + "\"}", 400, "messages")]
    [InlineData(Chat, "{\"model\":\"" + Llama + "\",\"messages\":[]}", 400, "messages")]
    [InlineData(Chat, "{\"model\":\"" + Llama + "\",\"messages\":[{\"role\":\"king\",\"content\":\"x\"}]}", 400, "messages[0].role")]
    [InlineData(Chat, "{\"model\":\"" + Llama + "\",\"messages\":[{\"role\":\"assistant\",\"content\":\"x\"}]}", 400, null)]
    [InlineData(Chat, "{\"model\":\"" + Llama + "\"," + Hi + ",\"temperature\":3}", 400, "temperature")]
    [InlineData(Chat, "{\"model\":\"" + Llama + "\"," + Hi + ",\"wings\":2}", 400, "wings")]
    [InlineData(Chat, "{\"model\":\"" + Llama + "\"," + Hi + ",\"stream_options\":{}}", 400, "stream_options")]
    [InlineData(Chat, "{\"model\":\"" + Llama + "\"," + Hi + ",\"stream\":\"yes\"}", 400, "stream")]
    [InlineData(Chat, "{\"model\":\"" + Llama + "\"," + Hi + ",\"n\":0}", 400, "n")]
    [InlineData(Chat, "{\"model\":\"" + Llama + "\"," + Hi + ",\"tool_choice\":\"required\"}", 400, "tool_choice")]
    [InlineData(Chat, "{\"model\":\"" + Llama + "\"," + Hi + ",\"response_format\":{\"type\":\"json_schema\"}}", 400, "response_format.json_schema")]
    [InlineData(Chat, "{\"model\":\"" + Llama + "\"," + Hi + ",\"logprobs\":true}", 501, null)]
    [InlineData(Chat, "{\"model\":\"" + Llama + "\"," + Hi + ",\"top_logprobs\":2}", 501, null)]
    [InlineData(Chat, "{\"model\":\"" + Llama + "\"," + Hi + ",\"logit_bias\":{\"1\":2}}", 501, null)]
    [InlineData(Chat, "{\"model\":\"" + Llama + "\"," + Hi + ",\"store\":true}", 501, null)]
    [InlineData(Chat, "{\"model\":\"" + DoorServer.Titan + "\"," + Hi + "}", 400, null)]
    [InlineData(Chat, "{\"model\":\"cohere.rerank-v3-5:0\"," + Hi + "}", 400, null)]
    [InlineData(Embeddings, "{\"model\":\"" + DoorServer.Titan + "\"}", 400, "input")]
    [InlineData(Embeddings, "{\"model\":\"" + DoorServer.Titan + "\",\"input\":\"\"}", 400, "input")]
    [InlineData(Embeddings, "{\"model\":\"" + DoorServer.Titan + "\",\"input\":[]}", 400, "input")]
    [InlineData(Embeddings, "{\"model\":\"" + DoorServer.Titan + "\",\"input\":[1,2]}", 501, null)]
    [InlineData(Embeddings, "{\"model\":\"" + DoorServer.Titan + "\",\"input\":\"x\",\"dimensions\":7}", 400, "dimensions")]
    [InlineData(Embeddings, "{\"model\":\"" + DoorServer.Titan + "\",\"input\":\"x\",\"encoding_format\":\"hex\"}", 400, "encoding_format")]
    [InlineData(Embeddings, "{\"model\":\"" + Llama + "\",\"input\":\"x\"}", 400, null)]
    [InlineData(Responses, "{\"model\":\"" + Llama + "\"}", 400, "input")]
    [InlineData(Responses, "{\"model\":\"" + Llama + "\",\"input\":[]}", 400, "input")]
    [InlineData(Responses, "{\"model\":\"" + Llama + "\",\"input\":[7]}", 400, "input[0]")]
    [InlineData(Responses, "{\"model\":\"" + Llama + "\",\"input\":\"x\",\"wings\":2}", 400, "wings")]
    [InlineData(Responses, "{\"model\":\"" + Llama + "\",\"input\":\"x\",\"background\":true}", 501, null)]
    [InlineData(Responses, "{\"model\":\"" + Llama + "\",\"input\":\"x\",\"conversation\":\"c\"}", 501, null)]
    [InlineData(Responses, "{\"model\":\"" + Llama + "\",\"input\":\"x\",\"tools\":[{\"type\":\"web_search\"}]}", 501, null)]
    [InlineData(Responses, "{\"model\":\"" + Llama + "\",\"input\":[{\"type\":\"item_reference\",\"id\":\"x\"}]}", 501, null)]
    [InlineData(Responses, "{\"model\":\"" + Llama + "\",\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"7\"}]}", 400, null)]
    [InlineData(Responses, "{\"model\":\"" + DoorServer.Claude + "\",\"input\":[" + ResultWithImage + "]}", 501, null)]
    [InlineData(Chat, "{\"model\":\"" + DoorServer.Claude + "\",\"messages\":[" + TurnWithImage + "]}", 501, null)]
    [InlineData(Responses, "{\"model\":\"" + Llama + "\",\"input\":\"x\",\"metadata\":{\"a\":1}}", 400, "metadata.a")]
    [InlineData(Responses, "{\"model\":\"" + Llama + "\",\"input\":\"x\",\"previous_response_id\":\"\\u0000\"}", 400, "previous_response_id")]
    [InlineData(Responses + "/resp_1/cancel", "{}", 501, null)]
    [InlineData("/openai/v1/images/generations", "{}", 404, null)]
    [InlineData("/v1/models", "{}", 405, null)]
    public async Task OpenAIs_errors_have_its_shape(string path, string body, int status, string? parameter)
    {
        using var response = await _http.PostText(path, body);

        var answer = await DoorHttp.Json(response);
        Assert.Equal((status, parameter), ((int)response.StatusCode, (string?)answer["error"]?["param"]));
        Assert.Equal(["message", "type", "param", "code"], answer["error"]!.AsObject().Select(member => member.Key));
        Assert.NotEmpty((string)answer["error"]!["message"]!);
    }

    [Theory]
    [InlineData(Messages, "{", 400, "invalid_request_error")]
    [InlineData(Messages, "{}", 400, "invalid_request_error")]
    [InlineData(Messages, "{\"model\":\"none\",\"max_tokens\":9," + Hi + "}", 404, "not_found_error")]
    [InlineData(Messages, "{\"model\":\"" + Llama + "\"," + Hi + "}", 400, "invalid_request_error")]
    [InlineData(Messages, "{\"model\":\"" + Llama + "\",\"max_tokens\":9,\"messages\":[]}", 400, "invalid_request_error")]
    [InlineData(Messages, "{\"model\":\"" + Llama + "\",\"max_tokens\":9," + Hi + ",\"wings\":2}", 400, "invalid_request_error")]
    [InlineData(Messages, "{\"model\":\"" + Llama + "\",\"max_tokens\":9," + Hi + ",\"anthropic_version\":\"1999\"}", 400, "invalid_request_error")]
    [InlineData(Messages, "{\"model\":\"" + Llama + "\",\"max_tokens\":9," + Hi + ",\"mcp_servers\":[]}", 501, "not_implemented_error")]
    [InlineData(Messages + "/count_tokens", "{\"model\":\"" + Llama + "\"}", 400, "invalid_request_error")]
    [InlineData("/v1/messages/batches", "{}", 404, "not_found_error")]
    [InlineData("/anthropic/v1/complete", "{}", 404, "not_found_error")]
    public async Task Anthropics_errors_have_its_shape(string path, string body, int status, string type)
    {
        using var response = await _http.PostText(path, body);

        var answer = await DoorHttp.Json(response);
        Assert.Equal((status, type), ((int)response.StatusCode, (string?)answer["error"]?["type"]));
        Assert.Equal("error", (string)answer["type"]!);
        Assert.Equal(response.Headers.GetValues("request-id").Single(), (string)answer["request_id"]!);
    }

    [Theory]
    [InlineData(null, 400)]
    [InlineData("newest", 400)]
    [InlineData("2023-06-01", 200)]
    [InlineData("2026-10-21", 200)]
    public async Task Anthropics_API_has_a_version(string? version, int status)
    {
        _http.Headers.Remove("anthropic-version");
        _http.Headers.TryAddWithoutValidation("anthropic-version", version is null ? [] : [version]);
        using var response = await _http.PostText(Messages, "{\"model\":\"" + Llama + "\",\"max_tokens\":9," + Hi + "}");

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task What_is_not_done_is_not_to_be_tried_again()
    {
        using var response = await _http.PostText(Chat, "{\"model\":\"" + Llama + "\"," + Hi + ",\"logprobs\":true}");

        Assert.Equal("false", response.Headers.GetValues("x-should-retry").Single());
        Assert.Contains(
            "logprobs", (string)(await DoorHttp.Json(response))["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Chat)]
    [InlineData(Messages)]
    public async Task A_fault_of_the_engine_before_the_first_word_is_an_ordinary_error(string path)
    {
        _doors.Engine.On(DoorServer.Chat, reply => reply.Json("{}", 503));
        using var response = await _http.PostText(
            path, "{\"model\":\"" + Llama + "\",\"max_tokens\":9,\"stream\":true," + Hi + "}");

        Assert.Equal(503, (int)response.StatusCode);
        Assert.NotNull((await DoorHttp.Json(response))["error"]);
    }

    [Theory]
    [InlineData(Chat, null)]
    [InlineData(Messages, "error")]
    public async Task A_fault_of_the_engine_in_a_stream_ends_it_with_an_error(string path, string? name)
    {
        _doors.Engine.On(DoorServer.Chat, async reply =>
        {
            await reply.Events(OpenAiWords.Text("Good"));
            await reply.Events("garbage");
        });
        var events = await _http.Stream(
            path, JsonNode.Parse("{\"model\":\"" + Llama + "\",\"max_tokens\":9,\"stream\":true," + Hi + "}")!);

        Assert.Equal(name, events[^1].Name);
        Assert.NotEmpty((string)events[^1].Json["error"]!["message"]!);
    }
}

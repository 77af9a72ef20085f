using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.EngineDouble;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.AgentRuntime;

/// <summary>Images in the results that callers send.</summary>
public sealed class ControlImageTests(AgentRuntimeServer fixture) : IClassFixture<AgentRuntimeServer>
{
    private const string Chat = "/v1/chat/completions";
    private const string LooksUp = """
        {"role":"assistant","tool_calls":[{"index":0,"id":"call_1","type":"function",
          "function":{"name":"get_stock","arguments":"{\"material\":\"clay\"}"}}]}
        """;

    [NodeFact]
    public async Task A_model_sees_the_images_of_a_result_and_the_session_keeps_them()
    {
        var asked = new List<JsonNode>();
        fixture.Functions.On(Chat, reply =>
        {
            asked.Add(reply.Call.Body);
            return reply.Events(asked.Count == 1
                ? [OpenAiWords.Delta(LooksUp), OpenAiWords.Finish("tool_calls"), OpenAiWords.Usage(7, 3), OpenAiWords.Done]
                : OpenAiWords.Answer("I see it."));
        });
        var agent = InlineAgent.Of(InlineAgent.Stock(InlineAgent.Caller))
            .With(new { foundationModel = AgentRuntimeServer.SeeingModel });
        var control = await fixture.Inline(agent.Asking("seen", "show me"));
        var reply = await fixture.Inline(Showing(agent, "seen", control, "a picture"));

        Assert.Equal("I see it.", reply.Text);
        var messages = asked[1]["messages"]!.AsArray();
        Assert.Equal("the shelf\n[image]", Text(messages.First(message => (string)message!["role"]! == "tool")!));
        Assert.Equal("data:image/png;base64,YSBwaWN0dXJl", Image(messages));
        Assert.Contains(
            "(9 bytes)",
            (string)reply.Step("orchestration.modelInvocationInput")[0]["text"]!,
            StringComparison.Ordinal);

        await fixture.Inline(agent.Asking("seen", "and now?"));
        Assert.Equal("data:image/png;base64,YSBwaWN0dXJl", Image(asked[2]["messages"]!.AsArray()));
    }

    [NodeFact]
    public async Task An_image_that_is_larger_than_what_a_session_keeps_is_seen_in_its_turn()
    {
        var asked = new List<JsonNode>();
        fixture.Functions.On(Chat, reply =>
        {
            asked.Add(reply.Call.Body);
            return reply.Events(asked.Count == 1
                ?
                [
                    OpenAiWords.Delta(LooksUp),
                    OpenAiWords.Finish("tool_calls"),
                    OpenAiWords.Usage(7, 3),
                    OpenAiWords.Done,
                ]
                : OpenAiWords.Answer("I see it."));
        });
        var agent = InlineAgent.Of(InlineAgent.Stock(InlineAgent.Caller))
            .With(new { foundationModel = AgentRuntimeServer.SeeingModel });
        var control = await fixture.Inline(agent.Asking("wide", "show me"));
        await fixture.Inline(Showing(agent, "wide", control, new string('x', (2 << 20) + 1)));
        Assert.StartsWith("data:image/png", Image(asked[1]["messages"]!.AsArray()), StringComparison.Ordinal);

        Assert.Equal("I see it.", (await fixture.Inline(agent.Asking("wide", "and now?"))).Text);
        Assert.DoesNotContain("image_url", asked[2].ToJsonString(), StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task Images_that_can_not_be_used_are_refused_and_the_session_still_waits()
    {
        var agent = InlineAgent.Of(InlineAgent.Stock(InlineAgent.Caller))
            .With(new { foundationModel = "us.anthropic.claude-3-5-haiku-20241022-v1:0" });
        var control = await fixture.Inline(agent.Asking("blind", "one stock"));

        foreach (var (picture, reason) in new[]
        {
            ("a picture", "takes no images"), (new string('x', 3_932_161), "3932160"),
        })
        {
            var refused = await fixture.Inline(Showing(agent, "blind", control, picture));
            Assert.Equal("ValidationException", refused.Error);
            Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal("There it is.", (await fixture.Inline(agent.Answering("blind", control, ["5 kg"]))).Text);
    }

    private static JsonObject Showing(JsonObject agent, string session, AgentReply control, string picture)
    {
        var request = agent.Answering(session, control, ["the shelf"]);
        request["inlineSessionState"]!["returnControlInvocationResults"]![0]!["functionResult"]!["responseBody"]!["TEXT"]!
            ["images"] = JsonSerializer.SerializeToNode(
                new[] { new { format = "png", source = new { bytes = ClientServer.Blob(picture) } } });
        return request;
    }

    private static string Text(JsonNode message) => message["content"] is JsonArray parts
        ? string.Concat(parts.Select(part => (string)part!["text"]!))
        : (string)message["content"]!;

    private static string Image(JsonArray messages) => (string)Assert.Single(
        messages.SelectMany(message => message!["content"] as JsonArray ?? []),
        part => (string)part!["type"]! == "image_url")!["image_url"]!["url"]!;
}

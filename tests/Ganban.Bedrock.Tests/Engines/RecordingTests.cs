using System.Text.Json;
using Ganban.Bedrock.Engines.Recorded;
using Ganban.Inference.Chat;
using Ganban.Inference.Generation;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Tests.Engines;

public sealed class RecordingTests
{
    [Fact]
    public void A_request_keeps_its_name_for_ever()
    {
        // Recordings in users' repositories are found by it.
        Assert.Equal("a886fb9cda23815fcb355182cdd6d74b3c674bbf", RequestKey.Of(Conversation("call-a"), Options()).Name);
        Assert.Equal(RequestKey.Of(Conversation("call-a"), Options()).Name, RequestKey.Of(Conversation("x"), Options()).Name);
    }

    [Fact]
    public void What_would_change_the_answer_changes_the_name()
    {
        var name = RequestKey.Of(Conversation("a"), Options()).Name;
        var others = new List<string>
        {
            RequestKey.Of([.. Conversation("a"), new(ChatRole.User, "more")], Options()).Name,
            RequestKey.Of(Conversation("a"), null).Name,
        };
        foreach (var change in new Action<ChatOptions>[]
        {
            options => options.Temperature = 0.4f,
            options => options.MaxOutputTokens = 11,
            options => options.StopSequences = ["."],
            options => options.Tools = null,
            options => options.ToolMode = ChatToolMode.RequireAny,
            options => options.ResponseFormat = ChatResponseFormat.Json,
        })
        {
            var options = Options();
            change(options);
            others.Add(RequestKey.Of(Conversation("a"), options).Name);
        }

        Assert.Equal(others.Count + 1, others.Append(name).Distinct().Count());
    }

    [Fact]
    public void Who_asks_and_for_which_model_does_not_matter()
    {
        var options = Options();
        options.AdditionalProperties = new() { [ChatProperties.Caller] = "123456789012", [ChatProperties.Model] = "m" };

        var key = RequestKey.Of(Conversation("a"), options);

        Assert.Equal(RequestKey.Of(Conversation("a"), Options()).Name, key.Name);
        Assert.DoesNotContain("123456789012", key.Request.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_comes_back_as_it_was()
    {
        var update = new ChatResponseUpdate(
            ChatRole.Assistant,
            [
                new TextReasoningContent("Hm."),
                new TextContent("岩"),
                new FunctionCallContent("id", "look", Arguments()),
                new UsageContent(new UsageDetails { InputTokenCount = 3, OutputTokenCount = 4 }),
            ])
        {
            FinishReason = ChatFinishReason.ToolCalls,
            AdditionalProperties = new()
            {
                [ChatProperties.TokenCount] = 4,
                [ChatProperties.StopSequence] = "END",
                [ChatProperties.Tokens] = new TokenDetail[] { new(7, "岩", -0.25f), new(8, "x", float.NaN) },
            },
        };

        var json = RecordedUpdate.Write(update).ToJsonString();
        var back = RecordedUpdate.Read(JsonDocument.Parse(json).RootElement);

        Assert.Equal(json, RecordedUpdate.Write(back).ToJsonString());
        Assert.Equal(ChatFinishReason.ToolCalls, back.FinishReason);
        Assert.Equal("岩", back.Text);
        Assert.Equal(
            (IReadOnlyList<TokenDetail>)[new(7, "岩", -0.25f), new(8, "x", float.NaN)],
            (IReadOnlyList<TokenDetail>)back.AdditionalProperties![ChatProperties.Tokens]!);
    }

    private static List<ChatMessage> Conversation(string callId) =>
    [
        new(ChatRole.System, "Be brief."),
        new(ChatRole.User, [new TextContent("What is this?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")]),
        new(ChatRole.Assistant, [new FunctionCallContent(callId, "look", Arguments())]),
        new(ChatRole.Tool, [new FunctionResultContent(callId, "a rock")]),
    ];

    private static ChatOptions Options() => new()
    {
        Temperature = 0.5f,
        MaxOutputTokens = 10,
        Tools = [AIFunctionFactory.CreateDeclaration("look", "Looks.", JsonDocument.Parse("""{"type":"object"}""").RootElement)],
        ToolMode = ChatToolMode.Auto,
    };

    private static Dictionary<string, object?> Arguments() => new() { ["b"] = 1, ["a"] = "x" };
}

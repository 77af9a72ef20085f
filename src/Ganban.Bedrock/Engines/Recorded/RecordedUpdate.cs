using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Inference.Chat;
using Ganban.Inference.Generation;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Engines.Recorded;

/// <summary>An engine's update as JSON and back: all that an answer is made of.</summary>
internal static class RecordedUpdate
{
    private static readonly string[] Counts =
    [
        ChatProperties.PromptTokenCount, ChatProperties.TokenCount, ChatProperties.CacheReadTokenCount,
        ChatProperties.CacheWriteTokenCount,
    ];

    private static readonly string[] Details = [ChatProperties.Tokens, ChatProperties.PromptTokens];

    /// <summary>Writes an update.</summary>
    public static JsonObject Write(ChatResponseUpdate update)
    {
        var json = new JsonObject
        {
            ["contents"] = new JsonArray([.. update.Contents.Select(Write).Where(content => content is not null)]),
        };
        if (update.FinishReason is { } reason)
        {
            json["finish"] = reason.Value;
        }

        foreach (var (name, value) in update.AdditionalProperties ?? [])
        {
            if (value is int count && Counts.Contains(name))
            {
                json[name] = count;
            }
            else if (value is string text && name == ChatProperties.StopSequence)
            {
                json[name] = text;
            }
            else if (value is IReadOnlyList<TokenDetail> tokens && Details.Contains(name))
            {
                json[name] = new JsonArray([.. tokens.Select(Write)]);
            }
        }

        return json;
    }

    /// <summary>Reads an update.</summary>
    public static ChatResponseUpdate Read(JsonElement json)
    {
        var update = new ChatResponseUpdate(
            ChatRole.Assistant, [.. json.GetProperty("contents").EnumerateArray().Select(ReadContent)])
        {
            AdditionalProperties = [],
        };
        foreach (var member in json.EnumerateObject())
        {
            if (member.NameEquals("finish"u8))
            {
                update.FinishReason = new ChatFinishReason(member.Value.GetString()!);
            }
            else if (Counts.Contains(member.Name))
            {
                update.AdditionalProperties[member.Name] = member.Value.GetInt32();
            }
            else if (member.Name == ChatProperties.StopSequence)
            {
                update.AdditionalProperties[member.Name] = member.Value.GetString();
            }
            else if (Details.Contains(member.Name))
            {
                update.AdditionalProperties[member.Name] =
                    member.Value.EnumerateArray().Select(ReadToken).ToArray();
            }
        }

        return update;
    }

    private static JsonObject? Write(AIContent content) => content switch
    {
        TextContent text => new JsonObject { ["text"] = text.Text },
        TextReasoningContent reasoning => new JsonObject { ["reasoning"] = reasoning.Text },
        FunctionCallContent call => new JsonObject
        {
            ["call"] = call.Name,
            ["arguments"] = JsonSerializer.SerializeToNode(call.Arguments),
        },
        UsageContent { Details: var usage } => new JsonObject
        {
            ["inputTokens"] = usage.InputTokenCount,
            ["outputTokens"] = usage.OutputTokenCount,
            ["cachedInputTokens"] = usage.CachedInputTokenCount,
        },
        _ => null,
    };

    private static AIContent ReadContent(JsonElement json) =>
        json.TryGetProperty("text", out var text) ? new TextContent(text.GetString())
        : json.TryGetProperty("reasoning", out var reasoning) ? new TextReasoningContent(reasoning.GetString())
        : json.TryGetProperty("call", out var name) ? new FunctionCallContent(
            name.GetString()!,
            name.GetString()!,
            json.GetProperty("arguments").ValueKind == JsonValueKind.Object
                ? json.GetProperty("arguments").EnumerateObject()
                    .ToDictionary(member => member.Name, member => (object?)member.Value.Clone())
                : null)
        : new UsageContent(new UsageDetails
        {
            InputTokenCount = Count(json, "inputTokens"),
            OutputTokenCount = Count(json, "outputTokens"),
            CachedInputTokenCount = Count(json, "cachedInputTokens"),
        });

    private static long? Count(JsonElement json, string name) =>
        json.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;

    // JSON has no NaN, which stands for a probability that is not known.
    private static JsonArray Write(TokenDetail token) => new(
        token.Id, token.Text, float.IsNaN(token.LogProbability) ? null : token.LogProbability);

    private static TokenDetail ReadToken(JsonElement json) => new(
        json[0].GetInt32(),
        json[1].GetString()!,
        json[2].ValueKind == JsonValueKind.Null ? float.NaN : json[2].GetSingle());
}

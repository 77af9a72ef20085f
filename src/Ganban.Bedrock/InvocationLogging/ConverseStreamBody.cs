using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.PassThrough;
using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>Puts the events of ConverseStream together to what Converse would have answered.</summary>
internal static class ConverseStreamBody
{
    /// <summary>The response's body.</summary>
    public static JsonObject Of(IEnumerable<IStreamEvent> events)
    {
        var blocks = new SortedDictionary<int, Block>();
        var end = new JsonObject();
        foreach (var item in events)
        {
            switch (item is PassedEvent passed ? TypedEvents.Of(passed) : item)
            {
                case ConverseStreamOutput.ContentBlockStart { Value: var start }:
                    BlockAt(start.ContentBlockIndex).Tool =
                        (start.Start as ContentBlockStart.ToolUse)?.Value;
                    break;
                case ConverseStreamOutput.ContentBlockDelta { Value: var delta }:
                    BlockAt(delta.ContentBlockIndex).Add(delta.Delta);
                    break;
                case ConverseStreamOutput.MessageStop { Value: var stop }:
                    end["stopReason"] = stop.StopReason;
                    break;
                case ConverseStreamOutput.Metadata { Value: var metadata }:
                    end["metrics"] = new JsonObject { ["latencyMs"] = metadata.Metrics.LatencyMs };
                    end["usage"] = Usage(metadata.Usage);
                    break;
            }
        }

        var message = new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = new JsonArray([.. blocks.Values.Select(block => block.Json())]),
        };
        end.Insert(0, "output", new JsonObject { ["message"] = message });
        return end;

        Block BlockAt(int index) => blocks.TryGetValue(index, out var block) ? block : blocks[index] = new Block();
    }

    private static JsonObject Usage(TokenUsage usage)
    {
        var json = new JsonObject
        {
            ["inputTokens"] = usage.InputTokens,
            ["outputTokens"] = usage.OutputTokens,
            ["totalTokens"] = usage.TotalTokens,
        };
        if (usage.CacheReadInputTokens is { } read)
        {
            json["cacheReadInputTokens"] = read;
            json["cacheWriteInputTokens"] = usage.CacheWriteInputTokens;
        }

        return json;
    }

    private sealed class Block
    {
        private readonly StringBuilder _text = new();
        private bool _isReasoning;

        public ToolUseBlockStart? Tool { get; set; }

        public void Add(ContentBlockDelta? delta)
        {
            switch (delta)
            {
                case ContentBlockDelta.Text text:
                    _text.Append(text.Value);
                    break;
                case ContentBlockDelta.ToolUse tool:
                    _text.Append(tool.Value.Input);
                    break;
                case ContentBlockDelta.ReasoningContent { Value: ReasoningContentBlockDelta.Text reasoning }:
                    _isReasoning = true;
                    _text.Append(reasoning.Value);
                    break;
            }
        }

        public JsonNode Json() => Tool is { } tool
            ? new JsonObject
            {
                ["toolUse"] = new JsonObject
                {
                    ["toolUseId"] = tool.ToolUseId,
                    ["name"] = tool.Name,
                    ["input"] = Input(_text.ToString()),
                },
            }
            : _isReasoning
                ? new JsonObject
                {
                    ["reasoningContent"] = new JsonObject
                    {
                        ["reasoningText"] = new JsonObject { ["text"] = _text.ToString() },
                    },
                }
                : new JsonObject { ["text"] = _text.ToString() };

        // A stream that broke off may have cut the input off.
        private static JsonNode? Input(string json)
        {
            try
            {
                return JsonNode.Parse(json);
            }
            catch (JsonException)
            {
                return json;
            }
        }
    }
}

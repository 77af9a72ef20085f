using System.Text.Json.Nodes;
using Ganban.Inference.Chat;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Remote.Ollama;

/// <summary>Writes a conversation as the messages of Ollama's <c>/api/chat</c>.</summary>
internal sealed class OllamaMessages
{
    private readonly string _model;
    private readonly JsonArray _list = [];

    // Results name their tool, where contents hold the call's id alone.
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    private OllamaMessages(string model) => _model = model;

    /// <summary>The messages; results of tools become messages of their own.</summary>
    /// <exception cref="UnsupportedContentException">Something has no place in the API.</exception>
    public static JsonArray Of(IEnumerable<ChatMessage> messages, string model)
    {
        var written = new OllamaMessages(model);
        foreach (var message in messages)
        {
            written.Add(message);
        }

        return written._list;
    }

    private void Add(ChatMessage message)
    {
        foreach (var result in message.Contents.OfType<FunctionResultContent>())
        {
            var answer = new JsonObject { ["role"] = "tool", ["content"] = ToolResultText.Of(result, _model) };
            answer.Set("tool_name", _names.GetValueOrDefault(result.CallId));
            _list.Add((JsonNode)answer);
        }

        var text = string.Concat(message.Contents.Select(Text));
        var images = message.Contents.OfType<DataContent>().ToArray();
        var calls = message.Contents.OfType<FunctionCallContent>().ToArray();
        if (text.Length == 0 && images.Length + calls.Length == 0
            && message.Contents.Any(content => content is FunctionResultContent))
        {
            return;
        }

        var json = new JsonObject { ["role"] = message.Role.Value, ["content"] = text };
        if (images.Length > 0)
        {
            json["images"] = new JsonArray(
                [.. images.Select(image => JsonValue.Create(Convert.ToBase64String(image.Data.Span)))]);
        }

        if (calls.Length > 0)
        {
            json["tool_calls"] = new JsonArray([.. calls.Select(Call)]);
        }

        _list.Add((JsonNode)json);
    }

    private string Text(AIContent content) => content switch
    {
        TextContent text => text.Text,
        DataContent data when data.HasTopLevelMediaType("image") => "",
        FunctionCallContent or FunctionResultContent or TextReasoningContent or UsageContent => "",
        _ => throw ChatBody.Unsupported(content, _model),
    };

    private JsonNode Call(FunctionCallContent call)
    {
        _names[call.CallId] = call.Name;
        return new JsonObject
        {
            ["function"] = new JsonObject
            {
                ["name"] = call.Name,
                ["arguments"] = JsonValues.FromArguments(call.Arguments),
            },
        };
    }
}

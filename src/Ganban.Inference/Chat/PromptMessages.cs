using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Chat;

/// <summary>
/// Turns a conversation into the messages that chat templates expect: one system message at the front, tool results as
/// messages of their own, and for templates that know one call a turn each call followed by its result.
/// </summary>
internal sealed class PromptMessages
{
    private readonly string? _modelId;
    private readonly bool _oneCallATurn;
    private readonly List<DataContent>? _pictures;
    private readonly List<JsonNode?> _messages = [];
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonObject> _waiting = new(StringComparer.Ordinal);

    private PromptMessages(string? modelId, bool oneCallATurn, List<DataContent>? pictures)
    {
        _modelId = modelId;
        _oneCallATurn = oneCallATurn;
        _pictures = pictures;
    }

    /// <summary>The messages as JSON.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="instructions">What goes before the system's messages.</param>
    /// <param name="modelId">The model's name for errors.</param>
    /// <param name="oneCallATurn">Whether several calls need several turns.</param>
    /// <param name="pictures">Takes the users' pictures in order; null where there may be none.</param>
    /// <exception cref="UnsupportedContentException">
    /// One holds something other than text, pictures, calls and results.
    /// </exception>
    public static JsonArray From(
        IEnumerable<ChatMessage> messages,
        string? instructions,
        string? modelId,
        bool oneCallATurn,
        List<DataContent>? pictures)
    {
        var prompt = new PromptMessages(modelId, oneCallATurn, pictures);
        var all = messages.ToList();
        var head = all.TakeWhile(m => m.Role == ChatRole.System).ToList();
        string[] system =
        [
            .. head.Select(m => prompt.TextOf(m.Contents)).Prepend(instructions ?? "").Where(t => t.Length > 0),
        ];
        if (system.Length > 0)
        {
            prompt._messages.Add(Message("system", string.Join("\n\n", system)));
        }

        foreach (var message in all.Skip(head.Count))
        {
            prompt.Add(message);
        }

        prompt.FlushWaiting();
        return new JsonArray([.. prompt._messages]);
    }

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };

    private void Add(ChatMessage message)
    {
        foreach (var result in message.Contents.OfType<FunctionResultContent>())
        {
            AddResult(result);
        }

        FlushWaiting();
        if (_pictures is not null && message.Role == ChatRole.User && message.Contents.Any(IsPicture))
        {
            _messages.Add(new JsonObject { ["role"] = message.Role.Value, ["content"] = PartsOf(message.Contents) });
            return;
        }

        var text = TextOf(message.Contents);
        var reasoning = string.Concat(message.Contents.OfType<TextReasoningContent>().Select(c => c.Text));
        var calls = message.Contents.OfType<FunctionCallContent>().ToList();
        if (calls.Count > 0)
        {
            AddCalls(text, reasoning, calls);
        }
        else if (text.Length > 0 || !message.Contents.Any(c => c is FunctionResultContent))
        {
            _messages.Add(WithReasoning(Message(message.Role.Value, text), reasoning));
        }
    }

    private void AddCalls(string text, string reasoning, List<FunctionCallContent> calls)
    {
        var split = _oneCallATurn && calls.Count > 1;
        if (!split)
        {
            var message = WithReasoning(Message("assistant", text), reasoning);
            message["tool_calls"] = new JsonArray([.. calls.Select(ToJson)]);
            _messages.Add(message);
            return;
        }

        foreach (var call in calls)
        {
            var message = Message("assistant", "");
            message["tool_calls"] = new JsonArray(ToJson(call));
            _waiting[call.CallId] = message;
        }
    }

    /// <summary>Templates decide what of earlier reasoning their models are to see again.</summary>
    private static JsonObject WithReasoning(JsonObject message, string reasoning)
    {
        if (reasoning.Length > 0)
        {
            message["reasoning_content"] = reasoning;
        }

        return message;
    }

    private void AddResult(FunctionResultContent result)
    {
        if (_waiting.Remove(result.CallId, out var call))
        {
            _messages.Add(call);
        }

        var message = Message("tool", ToolResultText.Of(result, _modelId));
        message["tool_call_id"] = result.CallId;
        message["name"] = _names.GetValueOrDefault(result.CallId);
        _messages.Add(message);
    }

    private void FlushWaiting()
    {
        foreach (var call in _waiting.Values)
        {
            _messages.Add(call);
        }

        _waiting.Clear();
    }

    private JsonObject ToJson(FunctionCallContent call)
    {
        _names[call.CallId] = call.Name;
        return new JsonObject
        {
            ["id"] = call.CallId,
            ["type"] = "function",
            ["function"] = new JsonObject
            {
                ["name"] = call.Name,
                ["arguments"] = JsonValues.FromArguments(call.Arguments),
            },
        };
    }

    private static bool IsPicture(AIContent content) =>
        content is DataContent data && data.HasTopLevelMediaType("image");

    /// <summary>What a user wrote and showed, in order; text between two pictures is one part.</summary>
    private JsonArray PartsOf(IList<AIContent> contents)
    {
        var parts = new JsonArray();
        for (var index = 0; index < contents.Count; index++)
        {
            if (IsPicture(contents[index]))
            {
                _pictures!.Add((DataContent)contents[index]);
                parts.Add((JsonNode)new JsonObject { ["type"] = "image" });
                continue;
            }

            var texts = contents.Skip(index).TakeWhile(content => !IsPicture(content)).ToList();
            index += texts.Count - 1;
            if (TextOf(texts) is { Length: > 0 } text)
            {
                parts.Add((JsonNode)new JsonObject { ["type"] = "text", ["text"] = text });
            }
        }

        return parts;
    }

    private string TextOf(IEnumerable<AIContent> contents) => string.Concat(contents.Select(content => content switch
    {
        TextContent text => text.Text,
        FunctionCallContent or FunctionResultContent or UsageContent or TextReasoningContent => "",
        DataContent data => throw new UnsupportedContentException(data, _modelId),
        UriContent uri => throw new UnsupportedContentException($"content of type {uri.MediaType}", _modelId),
        _ => throw new UnsupportedContentException(content.GetType().Name, _modelId),
    }));
}

using System.Text;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Invocation;

namespace Ganban.Bedrock.Doors.Responses;

/// <summary>
/// Turns the steps of an answer into the events that build a response: every item is added, grows and is done.
/// </summary>
internal sealed class ResponseEvents(ResponseObject response)
{
    private readonly JsonArray _output = [];
    private readonly StringBuilder _text = new();
    private int _sequence;
    private string? _openId; // the item that grows; null if none does
    private bool _isReasoning;

    /// <summary>The items that are done.</summary>
    public JsonArray Output => _output;

    /// <summary>The events for a step, but for the last.</summary>
    public IEnumerable<DoorEvent> Add(ChatStep step) => step switch
    {
        ChatStep.Started =>
        [
            Event("response.created", new() { ["response"] = response.Begun() }),
            Event("response.in_progress", new() { ["response"] = response.Begun() }),
        ],
        ChatStep.Reasoning reasoning => Grow(reasoning.Value, isReasoning: true),
        ChatStep.Text text => Grow(text.Value, isReasoning: false),
        ChatStep.Call { Value: var call } => [.. Close(ResponseItems.Completed), .. Call(call)],
        ChatStep.Finished { Answer: var answer } => Finish(answer),
        _ => [],
    };

    /// <summary>The event that ends the stream.</summary>
    public DoorEvent End(JsonObject ended) => Event(
        "response." + ended["status"]!.GetValue<string>(), new() { ["response"] = ended });

    // An answer without a word has a message all the same.
    private List<DoorEvent> Finish(ChatAnswer answer)
    {
        var events = new List<DoorEvent>();
        if (answer is { Text.Length: 0, ToolCalls.Count: 0 })
        {
            events.AddRange(Open(isReasoning: false));
        }

        events.AddRange(Close(ResponseItems.StatusOf(answer)));
        return events;
    }

    private List<DoorEvent> Grow(string piece, bool isReasoning)
    {
        var events = new List<DoorEvent>();
        if (_openId is null || _isReasoning != isReasoning)
        {
            events.AddRange(Open(isReasoning));
        }

        _text.Append(piece);
        var delta = Place(isReasoning ? "response.reasoning_text.delta" : "response.output_text.delta", new()
        {
            ["delta"] = piece,
        });
        if (!isReasoning)
        {
            delta.Data["logprobs"] = new JsonArray();
        }

        events.Add(delta);
        return events;
    }

    private List<DoorEvent> Open(bool isReasoning)
    {
        var events = Close(ResponseItems.Completed);
        _isReasoning = isReasoning;
        _openId = isReasoning ? ResponseIds.Reasoning() : ResponseIds.Message();
        events.Add(Item("response.output_item.added", Item(null, ResponseItems.InProgress)));
        events.Add(Place("response.content_part.added", new() { ["part"] = Part("") }));
        return events;
    }

    private List<DoorEvent> Close(string status)
    {
        if (_openId is null)
        {
            return [];
        }

        var text = _text.ToString();
        var whole = Place(
            _isReasoning ? "response.reasoning_text.done" : "response.output_text.done", new() { ["text"] = text });
        if (!_isReasoning)
        {
            whole.Data["logprobs"] = new JsonArray();
        }

        var part = Place("response.content_part.done", new() { ["part"] = Part(text) });
        var item = Item(text, status);
        var done = Item("response.output_item.done", item);
        _output.Add(item.DeepClone());
        _openId = null;
        _text.Clear();
        return [whole, part, done];
    }

    private DoorEvent[] Call(ToolCall call)
    {
        var (id, callId, arguments) = (ResponseIds.FunctionCall(), WireIds.ChatToolCall(), call.Input.GetRawText());
        var begun = ResponseItems.FunctionCall(id, callId, call.Name, "", ResponseItems.InProgress);
        var item = ResponseItems.FunctionCall(id, callId, call.Name, arguments, ResponseItems.Completed);
        DoorEvent[] events =
        [
            Item("response.output_item.added", begun),
            Event("response.function_call_arguments.delta", new()
            {
                ["item_id"] = id,
                ["output_index"] = _output.Count,
                ["delta"] = arguments,
            }),
            Event("response.function_call_arguments.done", new()
            {
                ["item_id"] = id,
                ["output_index"] = _output.Count,
                ["name"] = call.Name,
                ["arguments"] = arguments,
            }),
            Item("response.output_item.done", item),
        ];
        _output.Add(item.DeepClone());
        return events;
    }

    private JsonObject Item(string? text, string status) => _isReasoning
        ? ResponseItems.Reasoning(_openId!, text, status)
        : ResponseItems.Message(_openId!, text, status);

    private JsonObject Part(string text) =>
        _isReasoning ? ResponseItems.ReasoningText(text) : ResponseItems.OutputText(text);

    private DoorEvent Item(string name, JsonObject item) =>
        Event(name, new() { ["output_index"] = _output.Count, ["item"] = item });

    private DoorEvent Place(string name, JsonObject members)
    {
        members["item_id"] = _openId;
        members["output_index"] = _output.Count;
        members["content_index"] = 0;
        return Event(name, members);
    }

    private DoorEvent Event(string name, JsonObject members)
    {
        members["type"] = name;
        members["sequence_number"] = _sequence++;
        return new(name, members);
    }
}

using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Remote.Ollama;

/// <summary>Turns the lines of one answer of Ollama's <c>/api/chat</c> into chat updates.</summary>
internal sealed class OllamaTurn(EngineErrors errors, string model, DateTimeOffset createdAt)
{
    private readonly string _id = Guid.NewGuid().ToString("N");
    private bool _hasCalls;
    private bool _hasBegun;

    /// <summary>Whether the last line was read.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The update for a line; null if it tells nothing.</summary>
    /// <exception cref="RemoteEngineException">The line is an error, or no part of an answer.</exception>
    public ChatResponseUpdate? Next(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return Next(json.RootElement);
        }
        catch (Exception e) when (JsonMembers.IsMisread(e))
        {
            throw errors.Garbled("with a line that is no part of a chat", e);
        }
    }

    /// <summary>Refuses an answer that ended before its last line.</summary>
    /// <exception cref="RemoteEngineException">It did.</exception>
    public void Complete()
    {
        if (!IsDone)
        {
            throw _hasBegun ? errors.Broken() : errors.Garbled("without any line");
        }
    }

    private ChatResponseUpdate? Next(JsonElement json)
    {
        if (json.Find("error") is { } error)
        {
            throw errors.Reported(error);
        }

        _hasBegun = true;
        var update = new ChatResponseUpdate
        {
            Role = ChatRole.Assistant,
            ResponseId = _id,
            MessageId = _id,
            ModelId = json.Text("model") ?? model,
            CreatedAt = createdAt,
        };
        if (json.Find("message") is { } message)
        {
            Read(message, update);
        }

        if (json.Find("done")?.GetBoolean() == true)
        {
            IsDone = true;
            update.FinishReason = json.Text("done_reason") == "length" ? ChatFinishReason.Length
                : _hasCalls ? ChatFinishReason.ToolCalls
                : ChatFinishReason.Stop;
            update.Contents.Add(new UsageContent(Usage(json)));
        }

        return update.Contents.Count > 0 ? update : null;
    }

    private void Read(JsonElement message, ChatResponseUpdate update)
    {
        if (message.Text("thinking") is { Length: > 0 } thinking)
        {
            update.Contents.Add(new TextReasoningContent(thinking));
        }

        if (message.Text("content") is { Length: > 0 } text)
        {
            update.Contents.Add(new TextContent(text));
        }

        foreach (var call in message.List("tool_calls"))
        {
            var function = call.Find("function") ?? throw new FormatException("A tool call has no function.");
            if (function.Text("name") is not { Length: > 0 } name)
            {
                throw new FormatException("A tool call has no name.");
            }

            update.Contents.Add(new FunctionCallContent(
                call.Text("id") ?? Guid.NewGuid().ToString("N")[..9],
                name,
                function.Find("arguments")?.Arguments() ?? []));
            _hasCalls = true;
        }
    }

    private static UsageDetails Usage(JsonElement json)
    {
        var input = json.Count("prompt_eval_count");
        var output = json.Count("eval_count");
        return new() { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output };
    }
}

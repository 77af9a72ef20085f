using System.Text.Json.Nodes;
using Ganban.Bedrock.Citations;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>Writes Command R's answers, which hold the history with the new turns.</summary>
internal sealed class CohereChatCall(
    IReadOnlyList<CohereTurn> history,
    string message,
    IReadOnlyList<CohereDocument> documents,
    bool onlyQueries)
    : NativeCall
{
    private readonly string _generationId = Guid.NewGuid().ToString();
    private readonly string _responseId = $"{Guid.NewGuid():N}"[..8] + "/" + Guid.NewGuid();

    public override JsonObject Write(IReadOnlyList<ChatAnswer> answers)
    {
        var answer = answers[0];
        var body = new JsonObject
        {
            ["response_id"] = _responseId,
            ["text"] = onlyQueries ? "" : answer.Text,
            ["generation_id"] = _generationId,
            ["chat_history"] = onlyQueries ? new JsonArray() : History(answer),
            ["finish_reason"] = Reason(answer),
        };
        if (onlyQueries)
        {
            var queries = Queries(answer);
            body["is_search_required"] = queries.Count > 0;
            body["search_queries"] = queries;
        }

        if (answer.ToolCalls.Count > 0)
        {
            body["tool_calls"] = ToolCalls(answer);
        }

        if (Citations(answer) is { Count: > 0 } citations)
        {
            body["citations"] = citations;
            body["documents"] = Cited(answer);
        }

        return body;
    }

    public override async IAsyncEnumerable<JsonObject> WriteStream(IAsyncEnumerable<ChatStep> steps)
    {
        await foreach (var step in steps)
        {
            switch (step)
            {
                case ChatStep.Started:
                    yield return Event("stream-start", "generation_id", _generationId);
                    break;
                case ChatStep.Text text when !onlyQueries:
                    yield return Event("text-generation", "text", text.Value);
                    break;
                case ChatStep.Finished { Answer: var answer }:
                    if (onlyQueries)
                    {
                        yield return Event("search-queries-generation", "search_queries", Queries(answer));
                    }

                    if (Citations(answer) is { Count: > 0 } citations)
                    {
                        yield return Event("citation-generation", "citations", citations);
                    }

                    if (answer.ToolCalls.Count > 0)
                    {
                        yield return Event("tool-calls-generation", "tool_calls", ToolCalls(answer));
                    }

                    var end = Event("stream-end", "finish_reason", Reason(answer));
                    end["is_finished"] = true;
                    end["response"] = Write([answer]);
                    yield return InvocationMetrics.In(end, answer);
                    break;
            }
        }
    }

    private JsonArray Citations(ChatAnswer answer)
    {
        var citations = new JsonArray();
        var start = 0;
        foreach (var piece in answer.Cited)
        {
            if (piece.Citations.Count > 0)
            {
                var words = piece.Text.Trim();
                var from = start + piece.Text.IndexOf(words, StringComparison.Ordinal);
                citations.Add((JsonNode)new JsonObject
                {
                    ["start"] = from,
                    ["end"] = from + words.Length,
                    ["text"] = words,
                    ["document_ids"] = new JsonArray([.. Of(piece).Select(document => JsonValue.Create(document.Id))]),
                });
            }

            start += piece.Text.Length;
        }

        return citations;
    }

    private JsonArray Cited(ChatAnswer answer) =>
        new([.. answer.Cited.SelectMany(Of).Distinct().Select(document => document.ToJson())]);

    private IEnumerable<CohereDocument> Of(CitedText piece) =>
        piece.Citations.Select(citation => citation.Source.Index).Distinct().Select(index => documents[index]);

    private static JsonObject Event(string type, string member, JsonNode value) =>
        new() { ["is_finished"] = false, ["event_type"] = type, [member] = value };

    // An answer that only calls tools leaves its turn to the one that follows the results.
    private JsonArray History(ChatAnswer answer)
    {
        var turns = history.Append(new CohereTurn("USER", message));
        if (answer.ToolCalls.Count == 0)
        {
            turns = turns.Append(new CohereTurn("CHATBOT", answer.Text));
        }

        return new([.. turns.Select(turn => new JsonObject { ["role"] = turn.Role, ["message"] = turn.Message })]);
    }

    private JsonArray Queries(ChatAnswer answer) => new(
    [
        .. answer.Text
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(query => new JsonObject { ["text"] = query, ["generation_id"] = _generationId }),
    ]);

    private static JsonArray ToolCalls(ChatAnswer answer) => new([.. answer.ToolCalls.Select(call => new JsonObject
    {
        ["name"] = call.Name,
        ["parameters"] = JsonNode.Parse(call.Input.GetRawText()),
    })]);

    private static string Reason(ChatAnswer answer) =>
        answer.End is AnswerEnd.MaxTokens or AnswerEnd.ContextFull ? "MAX_TOKENS" : "COMPLETE";
}

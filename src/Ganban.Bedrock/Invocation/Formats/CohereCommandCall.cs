using System.Text.Json.Nodes;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>
/// Writes Cohere Command's answers. A stream is one chunk with the whole body, unless the request's own <c>stream</c>
/// asked for pieces.
/// </summary>
internal sealed class CohereCommandCall(string prompt, bool inPieces, bool hasLikelihoods) : NativeCall
{
    public override JsonObject Write(IReadOnlyList<ChatAnswer> answers) => new()
    {
        ["id"] = RequestId,
        ["generations"] = new JsonArray([.. answers.Select(Generation)]),
        ["prompt"] = prompt,
    };

    public override async IAsyncEnumerable<JsonObject> WriteStream(IAsyncEnumerable<ChatStep> steps)
    {
        var answers = new List<ChatAnswer>();
        await foreach (var step in steps)
        {
            switch (step)
            {
                case ChatStep.Text text when inPieces:
                    var piece = new JsonObject { ["is_finished"] = false, ["text"] = text.Value };
                    yield return Indexed(piece, answers.Count);
                    break;
                case ChatStep.Finished { Answer: var answer }:
                    answers.Add(answer);
                    break;
            }
        }

        yield return InvocationMetrics.In(
            inPieces
                ? new JsonObject { ["is_finished"] = true, ["finish_reason"] = Reason(answers[^1]) }
                : Write(answers),
            answers);
    }

    private JsonObject Generation(ChatAnswer answer, int index)
    {
        var generation = new JsonObject
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["text"] = answer.Text,
            ["finish_reason"] = Reason(answer),
        };
        var tokens = answer.Tokens.Where(token => float.IsFinite(token.LogProbability)).ToList();
        if (hasLikelihoods && tokens.Count > 0)
        {
            generation["likelihood"] = tokens.Average(token => token.LogProbability);
            generation["token_likelihoods"] = new JsonArray([.. tokens.Select(token => new JsonObject
            {
                ["token"] = token.Text,
                ["likelihood"] = token.LogProbability,
            })]);
        }

        return Indexed(generation, index);
    }

    private JsonObject Indexed(JsonObject json, int index)
    {
        if (Answers > 1)
        {
            json["index"] = index;
        }

        return json;
    }

    private static string Reason(ChatAnswer answer) =>
        answer.End is AnswerEnd.MaxTokens or AnswerEnd.ContextFull ? "MAX_TOKENS" : "COMPLETE";
}

using System.Text.Json.Nodes;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>The counts that end every native stream.</summary>
internal static class InvocationMetrics
{
    /// <summary>Adds the counts of several answers, one after the other, to the stream's last chunk.</summary>
    public static JsonObject In(JsonObject chunk, IReadOnlyList<ChatAnswer> answers) => In(chunk, answers[0] with
    {
        InputTokens = answers.Sum(answer => answer.InputTokens),
        OutputTokens = answers.Sum(answer => answer.OutputTokens),
        Milliseconds = answers.Sum(answer => answer.Milliseconds),
    });

    /// <summary>Adds the counts to the stream's last chunk.</summary>
    public static JsonObject In(JsonObject chunk, ChatAnswer answer)
    {
        var metrics = new JsonObject
        {
            ["inputTokenCount"] = answer.InputTokens,
            ["outputTokenCount"] = answer.OutputTokens,
            ["invocationLatency"] = answer.Milliseconds,
            ["firstByteLatency"] = answer.FirstByteMilliseconds,
        };
        if (answer.Cache is { } cache)
        {
            metrics["cacheReadInputTokenCount"] = cache.ReadTokens;
            metrics["cacheWriteInputTokenCount"] = cache.WrittenTokens;
        }

        chunk["amazon-bedrock-invocationMetrics"] = metrics;
        return chunk;
    }
}

using System.Text.Json.Nodes;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>The counts that end every native stream.</summary>
internal static class InvocationMetrics
{
    /// <summary>Adds the counts to the stream's last chunk.</summary>
    public static JsonObject In(JsonObject chunk, ChatAnswer answer)
    {
        chunk["amazon-bedrock-invocationMetrics"] = new JsonObject
        {
            ["inputTokenCount"] = answer.InputTokens,
            ["outputTokenCount"] = answer.OutputTokens,
            ["invocationLatency"] = answer.Milliseconds,
            ["firstByteLatency"] = answer.FirstByteMilliseconds,
        };
        return chunk;
    }
}

using Ganban.Contracts.BedrockRuntime;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Doors.Responses;

/// <summary>Checks that the calls of a conversation and their results belong together.</summary>
internal static class ResponseCalls
{
    /// <summary>Every result must answer a call before it, and every call must be answered.</summary>
    /// <exception cref="ValidationException">A call or a result stands alone.</exception>
    public static void CheckPairs(IReadOnlyList<ChatMessage> turns)
    {
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (var content in turns.SelectMany(turn => turn.Contents))
        {
            if (content is FunctionCallContent call)
            {
                open.Add(call.CallId);
            }
            else if (content is FunctionResultContent result && !open.Remove(result.CallId))
            {
                throw new ValidationException(
                    $"No tool call found for function call output with call_id {result.CallId}.");
            }
        }

        if (open.Count > 0)
        {
            throw new ValidationException($"No tool output found for function call {open.First()}.");
        }
    }
}

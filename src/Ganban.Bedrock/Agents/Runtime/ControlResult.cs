using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>What a caller sent for an action that it carried out, or let the user decide on.</summary>
/// <param name="Text">The text for the model.</param>
/// <param name="State">One of <see cref="ResponseState"/>; null for success.</param>
/// <param name="Confirmation">One of <see cref="ConfirmationState"/>; null where nothing was decided.</param>
internal sealed record ControlResult(string Text, string? State, string? Confirmation)
{
    /// <summary>Takes the first result of an action out of those that were sent; null if there is none.</summary>
    public static ControlResult? Take(List<InvocationResultMember> sent, ActionInput action)
    {
        var at = sent.FindIndex(member => IsOf(member, action));
        if (at < 0)
        {
            return null;
        }

        var member = sent[at];
        sent.RemoveAt(at);
        return member switch
        {
            InvocationResultMember.FunctionResult { Value: var result } => new ControlResult(
                TextOf(result.ResponseBody), result.ResponseState, result.ConfirmationState),
            InvocationResultMember.ApiResult { Value: var result } => new ControlResult(
                TextOf(result.ResponseBody), result.ResponseState, result.ConfirmationState),
            _ => null,
        };
    }

    private static bool IsOf(InvocationResultMember member, ActionInput action) => member switch
    {
        InvocationResultMember.FunctionResult { Value: var result } => action.Function is not null
            && result.ActionGroup == action.Group
            && (result.Function ?? action.Function) == action.Function,
        InvocationResultMember.ApiResult { Value: var result } => action.Function is null
            && result.ActionGroup == action.Group
            && (result.ApiPath ?? action.ApiPath) == action.ApiPath
            && string.Equals(
                result.HttpMethod ?? action.Method, action.Method, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static string TextOf(IReadOnlyDictionary<string, ContentBody>? body)
    {
        if (body is null)
        {
            return "";
        }

        if (body.Values.Any(part => part.Images is { Count: > 0 }))
        {
            throw AgentErrors.NotImplemented("images in returnControlInvocationResults");
        }

        return string.Join('\n', body.Values.Select(part => part.Body).OfType<string>());
    }
}

using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>What a caller sent for an action that it carried out, or let the user decide on.</summary>
/// <param name="Text">The text for the model.</param>
/// <param name="State">One of <see cref="ResponseState"/>; null for success.</param>
/// <param name="Confirmation">One of <see cref="ConfirmationState"/>; null where nothing was decided.</param>
internal sealed record ControlResult(string Text, string? State, string? Confirmation)
{
    /// <summary>The images for the model.</summary>
    public IReadOnlyList<AgentImage> Images { get; init; } = [];

    /// <summary>Takes the first result of an action that waits out of those that were sent.</summary>
    /// <param name="sent">The results that were sent; the one that is taken is not there any more.</param>
    /// <param name="waiting">The call that waits.</param>
    /// <param name="action">The action that it calls.</param>
    /// <param name="frame">Whose call it is.</param>
    /// <param name="field">The field of the request that holds the results.</param>
    /// <exception cref="ModelledException">There is none, or it does not say what it is to say.</exception>
    public static ControlResult Take(
        List<InvocationResultMember> sent, PendingCall waiting, ActionInput action, AgentFrame frame, string field)
    {
        var agent = frame.Agent.Identity?.AgentId;
        var at = sent.FindIndex(member => IsOf(member, action, agent));
        if (at < 0)
        {
            throw AgentErrors.ResultMissing(field, action.Title);
        }

        var member = sent[at];
        sent.RemoveAt(at);
        var result = member switch
        {
            InvocationResultMember.FunctionResult { Value: var one } =>
                Of(one.ResponseBody, one.ResponseState, one.ConfirmationState),
            InvocationResultMember.ApiResult { Value: var one } =>
                Of(one.ResponseBody, one.ResponseState, one.ConfirmationState),
            _ => throw AgentErrors.ResultMissing(field, action.Title),
        };
        return waiting.Wait == PendingWait.Confirmation
            && result.Confirmation is not (ConfirmationState.Confirm or ConfirmationState.Deny)
            ? throw AgentErrors.ResultMissing(field, action.Title + " with a confirmationState")
            : result;
    }

    private static bool IsOf(InvocationResultMember member, ActionInput action, string? agent) => member switch
    {
        InvocationResultMember.FunctionResult { Value: var result } => action.Function is not null
            && IsOf(result.AgentId, agent)
            && result.ActionGroup == action.Group
            && (result.Function ?? action.Function) == action.Function,
        InvocationResultMember.ApiResult { Value: var result } => action.Function is null
            && IsOf(result.AgentId, agent)
            && result.ActionGroup == action.Group
            && (result.ApiPath ?? action.ApiPath) == action.ApiPath
            && string.Equals(
                result.HttpMethod ?? action.Method, action.Method, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    // Agents that requests describe have no ids; who names none means the one that waits.
    private static bool IsOf(string? named, string? agent) =>
        agent is null || string.IsNullOrEmpty(named) || named == agent;

    private static ControlResult Of(
        IReadOnlyDictionary<string, ContentBody>? body, string? state, string? confirmation)
    {
        var texts = (body ?? new Dictionary<string, ContentBody>()).Values.Select(part => part.Body).OfType<string>();
        return new ControlResult(string.Join('\n', texts), state, confirmation) { Images = ControlImages.Of(body) };
    }
}

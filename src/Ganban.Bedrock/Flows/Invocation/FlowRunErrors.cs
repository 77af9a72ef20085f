using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Flows.Invocation;

/// <summary>The errors of running flows.</summary>
internal static class FlowRunErrors
{
    public static ResourceNotFoundException NoFlow(string identifier) => new(
        $"The flow {identifier} does not exist in this account and region. ListFlows shows all.");

    public static ResourceNotFoundException NoAlias(string flow, string alias) => new(
        $"The flow {flow} has no alias {alias}. ListFlowAliases shows its aliases; "
        + $"{FlowAliasDocument.TestAlias} leads to its draft.");

    public static ResourceNotFoundException NoVersion(string flow, string version) => new(
        $"The flow {flow} has no version {version}, to which the alias leads. Change the alias with UpdateFlowAlias.");

    public static ResourceNotFoundException NoExecution(string id) => new(
        $"The flow has no execution {id} of this alias. ListFlowExecutions shows all.");

    public static ValidationException NotPrepared(string flow, string status) => new(
        $"The draft of the flow {flow} has the status {status}. Prepare it with PrepareFlow; GetFlow shows in validations what is "
        + "wrong.");

    public static ValidationException Wrong(string field, string complaint) => new($"{field}: {complaint}");

    public static ValidationException BadToken(Exception? cause = null) => new(
        "The provided nextToken is invalid. Use the token of the page before with the same parameters, or none.", cause);

    public static ConflictException NameTaken(string name, Exception cause) => new(
        $"The flow has an execution {name} of this alias already. Choose another flowExecutionName.", cause);

    public static ValidationException TooLarge(int max) => new(
        $"The outputs of the nodes have more than {max} bytes, too many to wait for the user with. Make them smaller.");

    public static ConflictException Busy() => new(
        "Another call with this executionId goes on. Wait for its end, or use another one.");

    public static ConflictException IsOver(string id, string status) => new(
        $"The execution {id} is over, with the status {status}. Only a running one can be stopped.");

    public static DependencyFailedException TooLong(TimeSpan max, Exception cause) => new(
        $"The flow did not end within {max.TotalMinutes} minutes. Use StartFlowExecution for long work.", cause);

    public static ServiceQuotaExceededException TooMany() => new(
        "The account has as many unfinished flow executions as it may have. Wait for the end of one.");
}

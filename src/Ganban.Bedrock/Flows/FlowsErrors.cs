using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows;

/// <summary>The errors of the control plane of flows.</summary>
internal static class FlowsErrors
{
    public static ResourceNotFoundException NotFound(string identifier) => new(
        $"The flow {identifier} does not exist in this account and region. ListFlows shows all.");

    public static ResourceNotFoundException NoVersion(string identifier, string version) => new(
        $"The flow {identifier} has no version {version}. ListFlowVersions shows its versions.");

    public static ResourceNotFoundException NoAlias(string identifier, string alias) => new(
        $"The flow {identifier} has no alias {alias}. ListFlowAliases shows its aliases.");

    public static ConflictException NameTaken(string what, string name, Exception cause) => new(
        $"{what} with the name {name} exists already. Choose another name.", cause);

    public static ConflictException TokenReused(Exception cause) => new(
        "The provided clientToken was used before for a different request. Use a new token.", cause);

    public static ConflictException Changed(string what, Exception cause) => new(
        $"{what} was changed or deleted by another request meanwhile. Read it and try again.", cause);

    public static ConflictException InUse(string what, string by) => new(
        $"{what} is used by {by}. Delete that first, or set skipResourceInUseCheck.");

    public static ConflictException Executes(string flow, string execution) => new(
        $"The flow {flow} has the execution {execution}, which runs. Stop it with StopFlowExecution, or set skipResourceInUseCheck.");

    public static ConflictException TestAliasStays() => new(
        $"The alias {FlowAliasDocument.TestAlias} leads to the draft and can't be changed or deleted.");

    public static ServiceQuotaExceededException TooMany(string what, int max) => new(
        $"There are {max} {what}, the most that there may be. Delete some.");

    public static ValidationException NotPrepared(string id, string status) => new(
        $"The flow {id} has the status {status}. Prepare it with PrepareFlow; GetFlow shows in validations what is wrong.");

    public static ValidationException Wrong(string field, string complaint) => new($"{field}: {complaint}");

    public static ValidationException BadToken(Exception cause) => new(
        "The provided nextToken is invalid. Use the token of the page before with the same parameters, or none.", cause);
}

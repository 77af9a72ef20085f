using System.Globalization;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>The words of running agents' errors.</summary>
internal static class AgentErrors
{
    public static ValidationException Wrong(string field, string complaint) => new($"{field}: {complaint}");

    public static ConflictException Busy(string session) => new(
        $"The session {session} is answering another request. Wait for its end, or use another session.");

    public static ValidationException NothingPending(string state) => Wrong(
        $"{state}.returnControlInvocationResults",
        "The session waits for no results. Send them with the invocationId of the returnControl event that asked for them, once.");

    public static ValidationException OtherInvocation(string state, string? id) => Wrong(
        $"{state}.invocationId",
        $"{id ?? "null"} is not the invocation that the session waits for. Send the one of the last returnControl event.");

    public static ValidationException ResultMissing(string state, string what) => Wrong(
        $"{state}.returnControlInvocationResults",
        $"There is no result of {what}, which the last returnControl event asked for. Send the results of all of its inputs.");

    public static ValidationException NoSuchAction(string tool) => new(
        $"The session waits for results of the action {tool}, which the agent no longer has. Use another session.");

    public static ValidationException NoTools(string model) => new(
        $"The model {model} can't use tools, which this agent's action groups, knowledge bases or collaborators need. Choose another "
        + "foundation model.");

    public static ValidationException NoImages(string state, string model) => Wrong(
        $"{state}.returnControlInvocationResults",
        $"The model {model} takes no images. Describe them in words, or choose another foundation model.");

    public static ServiceQuotaExceededException SessionTooLarge(Exception cause) => new(
        "The session has grown larger than can be kept. Use another session, or let functions answer less.", cause);

    public static DependencyFailedException TooManySteps(int max) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"The agent did not come to an answer within {max} steps. Make its instruction clearer or its task smaller."));

    public static DependencyFailedException Malformed(int max) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"The model made no usable action call in {max} tries. Make the actions' descriptions clearer or use a stronger model."));

    public static DependencyFailedException NoInterpreter(Exception cause) => new(
        $"Programs can't be run here: {cause.Message}", cause);

    public static DependencyFailedException NoFunction(string arn, string complaint, Exception? cause = null) => new(
        $"The function {arn} can't be used: {complaint}", cause)
    {
        ResourceName = arn,
    };

    public static DependencyFailedException FunctionFailed(string arn, string what) => new(
        $"The function {arn} failed: {what}")
    {
        ResourceName = arn,
    };

    public static DependencyFailedException BadAnswer(string arn, string complaint) => new(
        $"The server encountered an error processing the Lambda response. Check the Lambda response and retry the request: {arn}: "
        + complaint)
    {
        ResourceName = arn,
    };

    public static DependencyFailedException ActionFailed(string what, string text) => new(
        $"The action {what} ended with responseState FAILURE: {text}");
}

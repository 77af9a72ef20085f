using Ganban.Contracts.BedrockAgent;
using AgentRuntime = Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Prompts;

/// <summary>The errors of prompt management.</summary>
internal static class PromptsErrors
{
    public static ResourceNotFoundException NotFound(string identifier, string? version) => new(
        version is null
            ? $"The prompt {identifier} does not exist in this account and region. Check the identifier."
            : $"The prompt {identifier} has no version {version} in this account and region. ListPrompts with promptIdentifier shows "
                + "its versions.");

    public static ConflictException NameTaken(string name, Exception cause) => new(
        $"A prompt with the name {name} exists already in this account and region. Choose another name.", cause);

    public static ConflictException TokenReused(Exception cause) => new(
        "The provided clientToken was used before for a different request. Use a new token.", cause);

    public static ConflictException Changed(string id, Exception cause) => new(
        $"The prompt {id} was changed or deleted by another request meanwhile. Read it and try again.", cause);

    public static ServiceQuotaExceededException TooMany(string what, int max) => new(
        $"There are {max} {what}, the most that there may be. Delete some.");

    public static ValidationException NoVariant(string name) => new(
        $"defaultVariant names the variant {name}, which is not in variants. Name one that is there.");

    public static ValidationException WrongTemplate(string variant, string type) => new(
        $"The templateConfiguration of the variant {variant} is not one of the templateType {type}. "
        + "TEXT goes with text, CHAT with chat.");

    public static ValidationException ModelAndResource(string variant) => new(
        $"The variant {variant} names a modelId and a genAiResource. Name one of them.");

    public static ValidationException TooLarge(int bytesMax) => new(
        $"variants: They have more than {bytesMax} bytes as JSON, in which a character beyond ASCII takes six. Make them smaller.");

    public static ValidationException ReservedTag(string key) => new(
        $"The tag key {key} is reserved: only AWS itself sets keys that begin with aws:.");

    public static ValidationException BadToken(Exception cause) => new(
        "The provided nextToken is invalid. Use the token of the page before with the same parameters, or none.", cause);

    public static AgentRuntime.ValidationException NothingToOptimize() => new(
        "input.textPrompt.text: It is missing or blank. Send the prompt that is to be optimized.");

    public static AgentRuntime.DependencyFailedException NotOptimized(string modelId, string complaint) => new(
        $"{modelId} made no rewrite that can be used: {complaint} Try another targetModelId, or a shorter prompt.")
    {
        ResourceName = modelId,
    };
}

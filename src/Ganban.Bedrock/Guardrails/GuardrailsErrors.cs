using Ganban.Contracts;
using Ganban.Contracts.Bedrock;
using Runtime = Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Guardrails;

/// <summary>The errors about guardrails.</summary>
internal static class GuardrailsErrors
{
    public static ResourceNotFoundException NotFound(string identifier, string? version) => new(
        version is null
            ? $"The guardrail {identifier} does not exist in this account and region. Check the identifier."
            : $"The guardrail {identifier} has no version {version} in this account and region. ListGuardrails with "
                + "guardrailIdentifier shows its versions.");

    public static ConflictException NameTaken(string name, Exception cause) => new(
        $"Another guardrail in your account already has the name {name}. Choose another name.", cause);

    public static ConflictException TokenReused(Exception cause) => new(
        "The provided clientRequestToken was used before for a different request. Use a new token.", cause);

    public static ConflictException Changed(string id, Exception cause) => new(
        $"The guardrail {id} was changed or deleted by another request meanwhile. Read it and try again.", cause);

    public static ServiceQuotaExceededException TooMany(string what, int max) => new(
        $"There are {max} {what}, the most that there may be. Delete some.");

    public static ValidationException NoPolicy() => new(
        "A guardrail needs at least one policy: topicPolicyConfig, contentPolicyConfig, wordPolicyConfig, "
        + "sensitiveInformationPolicyConfig or contextualGroundingPolicyConfig.");

    public static ValidationException Twice(string place, string what) => new(
        $"{place} names {what} more than once. Name it once.");

    public static ValidationException PromptAttackOutput() => new(
        "contentPolicyConfig.filtersConfig: the filter PROMPT_ATTACK looks at prompts only. Set its outputStrength to NONE.");

    public static ValidationException BadThreshold(string type) => new(
        $"contextualGroundingPolicyConfig.filtersConfig: the threshold of {type} must be from 0 to 0.99.");

    public static ValidationException BadPattern(string name, Exception cause) => new(
        $"sensitiveInformationPolicyConfig.regexesConfig: the pattern of {name} is no regular expression: {cause.Message}",
        cause);

    public static ValidationException EmptyWord() => new(
        "wordPolicyConfig.wordsConfig: a word consists of white space or accents only. Remove it.");

    public static ValidationException BadToken(Exception cause) => new(
        "The provided nextToken is invalid. Use the token of the page before with the same parameters, or none.", cause);

    public static ModelledException NoDetector(IEnumerable<string> types) => ModelledException.NotImplemented(
        $"Ganban has no detector for the PII types {string.Join(", ", types)}: no pattern tells them from other text. "
        + "Create the guardrail without them.");

    public static ModelledException NotImplemented(string what) => ModelledException.NotImplemented(
        $"Ganban does not implement {what} yet. Create the guardrail without it.");

    public static Runtime.ValidationException Unknown() => new(
        "The guardrail identifier or version provided in the request does not exist.");

    public static Runtime.ValidationException Halved() => new(
        "A guardrail identifier and a guardrail version need each other. Send both or neither.");

    public static Runtime.ValidationException SlowPattern(string name, Exception cause) => new(
        $"The regular expression {name} of the guardrail takes too long on this text, so the text could not be checked. "
        + "Simplify the pattern.",
        cause);

    public static Runtime.ValidationException TooLong(string what, int max) => new(
        $"The {what} of a contextual grounding check may have {max} characters. Shorten it.");

    public static Runtime.ValidationException TooMuch(int max) => new(
        $"The content to guard has more than {max} characters, the most that a guardrail looks at. Send less.");

    public static Runtime.ValidationException BadInputTags() => new(
        "Guardrail was enabled but input is in incorrect format. amazon-bedrock-guardrailConfig takes tagSuffix (1 to 20 "
        + "letters and digits) and streamProcessingMode (SYNCHRONOUS or ASYNCHRONOUS); every opening tag needs a closing one.");

    public static ModelledException NoImages() => ModelledException.NotImplemented(
        "Ganban's guardrails do not look at images. Send the content without them.");

    public static ModelledException NotForThisModel() => ModelledException.NotImplemented(
        "Ganban applies guardrails to conversations, not to embeddings, rerankers or images. Send the request without the "
        + "guardrail.");
}

using Ganban.Contracts.Bedrock;

namespace Ganban.Bedrock.PromptRouters;

/// <summary>The errors about prompt routers.</summary>
internal static class PromptRoutersErrors
{
    public static ResourceNotFoundException NotFound(string arn) => new(
        $"The prompt router {arn} does not exist in this account and region. Check the ARN.");

    public static ValidationException IsDefault(string arn) => new(
        $"The prompt router {arn} is a default one and can't be deleted. Your own routers can.");

    public static ConflictException NameTaken(string name, Exception cause) => new(
        $"A prompt router with the name {name} exists already in this account and region. Choose another name.", cause);

    public static ConflictException TokenReused(Exception cause) => new(
        "The provided clientRequestToken was used before for a different request. Use a new token.", cause);

    public static ServiceQuotaExceededException TooMany(int max) => new(
        $"This account has {max} prompt routers in this region, the most it may have. Delete some.");

    public static ValidationException WrongCount(int count) => new(
        $"A prompt router chooses between {PromptRouter.ModelsMax} models, and the request names {count} with its fallbackModel. "
        + "Name two different models in models and fallbackModel.");

    public static ValidationException SeveralProviders(IEnumerable<string> providers) => new(
        $"The models of a prompt router must be of one provider; these are of {string.Join(" and ", providers)}.");

    public static ValidationException UnknownModel(string arn) => new(
        $"The model {arn} does not exist in this region, or can't be invoked on demand. Use the ARN of a model or of an "
        + "inference profile that ListFoundationModels or ListInferenceProfiles shows.");

    public static ValidationException NoText(string arn) => new(
        $"The model {arn} does not answer with text. A prompt router needs models that do.");

    public static ValidationException BadToken(Exception? cause) => new(
        "The provided nextToken is invalid. Use the token of the page before with the same type, or none.", cause);
}

using Ganban.Contracts.Bedrock;

namespace Ganban.Bedrock.InferenceProfiles;

/// <summary>The errors about inference profiles.</summary>
internal static class InferenceProfilesErrors
{
    public static ResourceNotFoundException NotFound(string identifier) => new(
        $"The inference profile {identifier} does not exist in this account and region. Check the identifier.");

    public static ValidationException SystemDefined(string identifier) => new(
        $"The inference profile {identifier} is system-defined and cannot be deleted. Application profiles can.");

    public static ValidationException BadToken(Exception cause) => new(
        "The provided nextToken is invalid. Use the token of the page before with the same type, or none.", cause);

    public static ConflictException TokenReused(Exception cause) => new(
        "The provided clientRequestToken was used before for a different request. Use a new token.", cause);

    public static ServiceQuotaExceededException TooMany(int max) => new(
        $"This account has {max} application inference profiles in this region, the most it may have. Delete some.");
}

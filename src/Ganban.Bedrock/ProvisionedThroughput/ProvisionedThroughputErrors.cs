using System.Globalization;
using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts;
using Ganban.Contracts.Bedrock;

namespace Ganban.Bedrock.ProvisionedThroughput;

/// <summary>The errors about provisioned throughput.</summary>
internal static class ProvisionedThroughputErrors
{
    public static ResourceNotFoundException NotFound(string identifier) => new(
        $"The provisioned model {identifier} does not exist in this account and region. Check its ARN or name.");

    public static ValidationException NameTaken(string name, Exception cause) => new(
        $"A provisioned model with the name {name} exists already in this account and region. Choose another name.", cause);

    public static ValidationException TokenReused(Exception cause) => new(
        "The provided clientRequestToken was used before for a different request. Use a new token.", cause);

    public static ServiceQuotaExceededException TooMany(int max) => new(
        $"This account has {max} provisioned models in this region, the most it may have. Delete some.");

    public static ValidationException UnknownModel() => new("The provided model identifier is invalid.");

    public static ValidationException NotOffered(CatalogModel model) => new(
        $"The model {model.Id} can't be used with provisioned throughput. "
        + (model.Variants.Where(variant => model.Expand(variant).SupportsProvisioned)
            .Select(variant => variant.Id)
            .ToList() is { Count: > 0 } variants
            ? $"Use {string.Join(" or ", variants)} as the modelId."
            : "Use a model that ListFoundationModels shows with byInferenceType=PROVISIONED."));

    public static ModelledException NoCustomModels() => ModelledException.NotImplemented(
        "Ganban does not serve custom models through provisioned throughput yet. Name a foundation model as the modelId.");

    public static ValidationException ModelIsFixed() => new(
        "The desiredModelId field can't be sent: the model of provisioned throughput for a base model can't be changed. "
        + "Remove the field.");

    public static ConflictException Committed(string arn, DateTimeOffset end) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"The provisioned model {arn} can't be deleted before its commitment ends at {end:yyyy-MM-dd'T'HH:mm:ss'Z'}."));

    public static ValidationException BadToken(Exception cause) => new(
        "The provided nextToken is invalid. Use the token of the page before with the same filters, or none.", cause);
}

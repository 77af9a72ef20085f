using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Storage.Objects;

namespace Ganban.Bedrock.AsyncInvocation;

/// <summary>The errors about asynchronous invocations.</summary>
internal static class AsyncInvocationErrors
{
    public static ModelledException NotFound(string arn) => new ValidationException(
        $"The invocation {arn} does not exist in this account and region. Check the ARN.");

    public static ModelledException TokenReused(Exception cause) => new ConflictException(
        "The provided clientRequestToken was used before for a different request. Use a new token.", cause);

    public static ModelledException BadToken(Exception cause) => new ValidationException(
        "The provided nextToken is invalid. Use the token of the page before with the same filters, or none.", cause);

    public static ModelledException TooMany() => new ServiceQuotaExceededException(
        "This account has as many unfinished asynchronous invocations in this region as it may have. Wait for some to end.");

    public static ModelledException NotAsynchronous(CatalogModel model) => new ValidationException(
        $"The model {model.Id} doesn't support asynchronous invocation. Use InvokeModel.");

    public static ModelledException NoEngine(CatalogModel model) => ModelledException.NotImplemented(
        $"Ganban has no engine that video, audio or images can be made or embedded with, as {model.Id} does.");

    public static ModelledException NoEncryption() => ModelledException.NotImplemented(
        "Ganban does not encrypt objects. Send outputDataConfig.s3OutputDataConfig without kmsKeyId.");

    public static ModelledException OtherOwner(string member) => new ValidationException(
        $"{member} is another account. An invocation reads and writes buckets of the account that begins it.");

    public static ModelledException BadUri(string uri) => new ValidationException(
        $"{uri} is not an address in S3.");

    public static ModelledException NoBucket(string uri, ObjectStoreException cause) => new ValidationException(
        $"Invalid output config: {uri} can't be written to. {cause.Error}: {cause.Message}", cause);
}

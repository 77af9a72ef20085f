using Ganban.Contracts;
using Ganban.Contracts.Bedrock;

namespace Ganban.Bedrock.BatchInference;

/// <summary>The errors about batch inference jobs.</summary>
internal static class BatchInferenceErrors
{
    public static ModelledException NotFound(string identifier) => new ResourceNotFoundException(
        $"The model invocation job {identifier} does not exist in this account and region. Check the identifier.");

    public static ModelledException NameTaken(string name, Exception cause) => new ConflictException(
        $"A model invocation job with the name {name} exists in this account and region. Choose another jobName.", cause);

    public static ModelledException TokenReused(Exception cause) => new ConflictException(
        "The provided clientRequestToken was used before for a different request. Use a new token.", cause);

    public static ModelledException IsOver(string id, string status) => new ConflictException(
        $"The model invocation job {id} is {status} and can't be stopped any more.");

    public static ModelledException BadToken(Exception cause) => new ValidationException(
        "The provided nextToken is invalid. Use the token of the page before with the same filters, or none.", cause);

    public static ModelledException TooMany() => new ServiceQuotaExceededException(
        "This account has as many unfinished model invocation jobs in this region as it may have. Wait for some to end.");

    public static ModelledException OtherOwner(string member) => new ValidationException(
        $"{member} is another account. A job reads and writes buckets of the account that creates it.");

    public static ModelledException NoEncryption() => ModelledException.NotImplemented(
        "Ganban does not encrypt objects. Send outputDataConfig.s3OutputDataConfig without s3EncryptionKeyId.");

    public static ModelledException NoFormat(string modelId) => ModelledException.NotImplemented(
        $"Ganban has no engine for records in the native format of {modelId}. Text and embedding models have one.");
}

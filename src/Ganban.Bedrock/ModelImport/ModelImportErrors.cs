using Ganban.Contracts;
using Ganban.Contracts.Bedrock;

namespace Ganban.Bedrock.ModelImport;

/// <summary>The errors about imported models and their jobs.</summary>
internal static class ModelImportErrors
{
    public static ModelledException NoJob(string identifier) => new ResourceNotFoundException(
        $"The model import job {identifier} does not exist in this account and region. Check the identifier.");

    public static ModelledException NoModel(string identifier) => new ResourceNotFoundException(
        $"The imported model {identifier} does not exist in this account and region. Check the identifier.");

    public static ModelledException JobNameTaken(string name, Exception cause) => new ConflictException(
        $"A model import job with the name {name} exists in this account and region. Choose another jobName.", cause);

    public static ModelledException ModelNameTaken(string name) => new ConflictException(NameTaken(name));

    public static ModelledException TokenReused(Exception cause) => new ConflictException(
        "The provided clientRequestToken was used before for a different request. Use a new token.", cause);

    public static ModelledException BadToken(Exception cause) => new ValidationException(
        "The provided nextToken is invalid. Use the token of the page before with the same filters, or none.", cause);

    public static ModelledException TooManyJobs() => new ServiceQuotaExceededException(
        "This account has as many unfinished model import jobs in this region as it may have. Wait for some to end.");

    public static ModelledException TooManyModels(int max) => new ServiceQuotaExceededException(
        $"This account has {max} imported models in this region, as many as it may have. Delete one.");

    public static ModelledException BadUri(string uri) => new ValidationException(
        $"modelDataSource.s3DataSource.s3Uri: {uri} is not the address of a folder in S3, such as s3://bucket/folder/.");

    public static ModelledException NoEncryption() => ModelledException.NotImplemented(
        "Ganban does not encrypt imported models. Send the request without importedModelKmsKeyId.");

    /// <summary>What a request or a job is told whose model's name another model bears.</summary>
    public static string NameTaken(string name) =>
        $"An imported model with the name {name} exists in this account and region. Choose another importedModelName.";
}

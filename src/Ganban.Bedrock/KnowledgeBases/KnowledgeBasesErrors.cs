using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.KnowledgeBases;

/// <summary>The errors of knowledge bases and their data sources.</summary>
internal static class KnowledgeBasesErrors
{
    public static ResourceNotFoundException NotFound(string id) => new(
        $"The knowledge base {id} does not exist in this account and region. Check the id; ListKnowledgeBases shows all.");

    public static ConflictException NameTaken(string what, string name, Exception cause) => new(
        $"{what} with the name {name} exists already. Choose another name.", cause);

    public static ConflictException TokenReused(Exception cause) => new(
        "The provided clientToken was used before for a different request. Use a new token.", cause);

    public static ConflictException Changed(string id, Exception cause) => new(
        $"{id} was changed or deleted by another request meanwhile. Read it and try again.", cause);

    public static ConflictException HasRunningJob(string id) => new(
        $"An ingestion job of {id} is running. Wait for its end, or stop it with StopIngestionJob.");

    public static ServiceQuotaExceededException TooMany(string what, int max) => new(
        $"There are {max} {what}, the most that there may be. Delete some.");

    public static ValidationException Missing(string field, string type) => new(
        $"{field} is missing, which the type {type} needs. Add it.");

    public static ValidationException Wrong(string field, string complaint) => new($"{field}: {complaint}");

    public static ValidationException NoStore(Exception cause) => new($"storageConfiguration: {cause.Message}", cause);

    public static ValidationException NoDatabase(Exception cause) => new(
        $"{SqlKnowledgeBaseRules.Place}: {cause.Message}", cause);

    public static ConflictException KeptByStore(Exception cause) => new(
        $"What is indexed can't be deleted: {cause.Message} Try again, or give the data source the dataDeletionPolicy RETAIN.",
        cause);

    public static ValidationException BadToken(Exception cause) => new(
        "The provided nextToken is invalid. Use the token of the page before with the same parameters, or none.", cause);

    public static ModelledException NotImplemented(string what) =>
        ModelledException.NotImplemented($"Ganban does not implement {what} yet.");
}

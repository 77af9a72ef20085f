using Ganban.Bedrock.Retrieval.Sql;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Retrieval;

/// <summary>The errors of retrieval.</summary>
internal static class RetrievalErrors
{
    private const string QuerySetting =
        $"The setting {QueryGenerationOptions.ModelSetting} names another.";

    public static ResourceNotFoundException NoKnowledgeBase(string id) => new(
        $"The knowledge base {id} does not exist in this account and region. Check the id; ListKnowledgeBases shows all.");

    public static ValidationException Wrong(string field, string complaint) => new($"{field}: {complaint}");

    public static ValidationException BadToken() => new(
        "The provided nextToken is invalid. Use the token of the page before with the same parameters, or none.");

    public static ValidationException NoSession(string id) => new(
        $"Session with Id {id} is not valid. Please check and try again: leave the sessionId out to begin a new conversation.");

    public static ModelledException NotImplemented(string what) =>
        ModelledException.NotImplemented($"Ganban does not implement {what} yet. Send the request without it.");

    public static DependencyFailedException NoStore(Exception cause) => new(
        $"The vector store of the knowledge base can't be read: {cause.Message}", cause);

    public static DependencyFailedException OtherVectors(Exception cause) => new(
        $"The embedding model's engine makes other vectors than those that are indexed: {cause.Message} Bind the engine that the "
        + "documents were indexed with, or create the knowledge base anew.",
        cause);

    public static DependencyFailedException NoDatabase(Exception cause) => new(
        $"The knowledge base's database can't be asked: {cause.Message}", cause);

    public static ValidationException NoSchema(string id) => new(
        $"The tables of the knowledge base {id} have not been read yet. Start an ingestion job of its data source with "
        + "StartIngestionJob and wait for its end.");

    public static ValidationException NoTables(string database) => new(
        $"There is no table in the database {database} that a query could be written over. Give the connection's user the right to "
        + "read tables, or correct the inclusions of generationContext; then start an ingestion job.");

    public static ValidationException Unanswerable() => new(
        "No query over the knowledge base's tables answers the question. Ask for what they hold, or describe them in generationContext.");

    public static DependencyFailedException NoQuery(string model, int tries, Exception cause) => new(
        $"The model {model} wrote {tries} queries and none that works: {cause.Message}. Ask more simply, describe the tables or give "
        + $"examples in generationContext, or bind a better engine to the model. {QuerySetting}",
        cause);

    public static DependencyFailedException SlowQuery(Exception cause) => new(
        "The query took longer than executionTimeoutSeconds and was ended. Ask for less, or raise it.", cause);

    /// <summary>The error of a model that the request did not name.</summary>
    public static ModelledException OfQueryModel(string model, ModelledException error) =>
        error.Code == nameof(ValidationException)
            ? new DependencyFailedException(
                $"The model {model} can't write a query: {error.Message} {QuerySetting}", error)
            : OfModel(error);

    /// <summary>A model's error in this service's words.</summary>
    public static ModelledException OfModel(ModelledException error) => error.Status switch
    {
        _ when error.Code is nameof(ValidationException) or ModelledException.NotImplementedCode => error,
        429 => new ThrottlingException(error.Message, error),
        403 => new AccessDeniedException(error.Message, error),
        _ => new DependencyFailedException($"The model can't be used: {error.Code}: {error.Message}", error),
    };
}

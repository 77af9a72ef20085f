using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Retrieval;

/// <summary>The errors of retrieval.</summary>
internal static class RetrievalErrors
{
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

    /// <summary>A model's error in this service's words.</summary>
    public static ModelledException OfModel(ModelledException error) => error.Status switch
    {
        _ when error.Code is nameof(ValidationException) or ModelledException.NotImplementedCode => error,
        429 => new ThrottlingException(error.Message, error),
        403 => new AccessDeniedException(error.Message, error),
        _ => new DependencyFailedException($"The model can't be used: {error.Code}: {error.Message}", error),
    };
}

using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Ingestion;

/// <summary>What the faults of models mean for ingestion.</summary>
internal static class IngestionModel
{
    /// <summary>Asks a model something.</summary>
    /// <param name="role">What it does, as in "the embedding model".</param>
    /// <param name="work">Asks it.</param>
    /// <exception cref="DocumentFailedException">It refuses this document.</exception>
    /// <exception cref="IngestionFailedException">It can't be used.</exception>
    public static async Task<T> Ask<T>(string role, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (ModelledException e) when (e.Code == nameof(ValidationException))
        {
            throw new DocumentFailedException($"the {role} model refused it: {e.Message}", e);
        }
        catch (ModelledException e)
        {
            throw Unusable(role, e);
        }
    }

    /// <summary>A model can't be used, whatever the document.</summary>
    public static IngestionFailedException Unusable(string role, ModelledException cause) =>
        new($"The {role} model can't be used: {cause.Code}: {cause.Message}", cause);
}

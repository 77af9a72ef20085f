using Ganban.Contracts.BedrockAgentRuntime;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Retrieval;

/// <summary>What to look for in a knowledge base.</summary>
/// <param name="KnowledgeBase">The knowledge base.</param>
/// <param name="Text">What to look for.</param>
/// <param name="Settings">How; null for the service's defaults.</param>
/// <param name="Place">Where the settings stand in the request, for errors.</param>
internal sealed record Search(
    string KnowledgeBase, string Text, KnowledgeBaseVectorSearchConfiguration? Settings, string Place)
{
    private const int ResultsDefault = 5;

    /// <summary>The most results.</summary>
    public int Results => Settings?.NumberOfResults ?? ResultsDefault;

    /// <summary>
    /// Gives other texts that say what to look for among passages; what is found by each is put together by its ranks.
    /// </summary>
    public Func<Task<IReadOnlyList<string>>> More { get; init; } =
        () => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>What was said before, for a query that is written for the text.</summary>
    public IReadOnlyList<AnswerTurn> Turns { get; init; } = [];

    /// <summary>A picture to look for in place of the text; null for none.</summary>
    public DataContent? Picture { get; init; }

    /// <summary>Whether pictures are wanted among what is found; they have no text.</summary>
    public bool HasPictures { get; init; }

    /// <summary>How many results of the ranking come before the first.</summary>
    public int Offset { get; init; }
}

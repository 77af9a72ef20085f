using Ganban.Bedrock.Retrieval.Sql;

namespace Ganban.Server.Hosting;

/// <summary>How queries are written for knowledge bases of type SQL: section <c>Ganban:QueryGeneration</c>.</summary>
/// <remarks>A null in a settings file means what an absent setting means.</remarks>
public sealed class QueryGenerationSettings
{
    /// <summary>The model that writes them, in any form that modelId takes.</summary>
    public string ModelId
    {
        get;
        set => field = string.IsNullOrWhiteSpace(value) ? QueryGenerationOptions.ModelIdDefault : value;
    } = QueryGenerationOptions.ModelIdDefault;
}

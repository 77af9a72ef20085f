using System.Text.Json;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Retrieval;

/// <summary>
/// What a reranker is shown of a passage: its text, of a picture its address, and above it what the request wants of
/// its metadata.
/// </summary>
internal static class RankedText
{
    /// <summary>The text.</summary>
    /// <param name="match">The passage.</param>
    /// <param name="metadata">Which metadata is shown; null for none.</param>
    public static string Of(VectorMatch match, MetadataConfigurationForReranking? metadata)
    {
        var lines = metadata is null
            ? []
            : match.Metadata
                .Where(attribute => IsShown(attribute.Key, metadata))
                .Select(attribute => $"{attribute.Key}: {Text(attribute.Value)}");
        return string.Join('\n', lines.Append(FoundPictures.AddressOf(match) ?? match.Text));
    }

    private static bool IsShown(string name, MetadataConfigurationForReranking metadata) =>
        metadata.SelectionMode == RerankingMetadataSelectionMode.All
        || metadata.SelectiveModeConfiguration switch
        {
            RerankingMetadataSelectiveModeConfiguration.FieldsToInclude { Value: var fields } =>
                fields.Any(field => field.FieldName == name),
            RerankingMetadataSelectiveModeConfiguration.FieldsToExclude { Value: var fields } =>
                fields.All(field => field.FieldName != name),
            _ => false,
        };

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? string.Join(", ", value.EnumerateArray())
        : value.ToString();
}

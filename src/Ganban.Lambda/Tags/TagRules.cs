using System.Text.Json.Nodes;
using Ganban.Functions;
using Ganban.Lambda.Errors;
using Ganban.Lambda.Pipeline;

namespace Ganban.Lambda.Tags;

/// <summary>What tags of functions may be, and whose they are.</summary>
internal static class TagRules
{
    private const int TagsMax = 50;
    private const int KeyCharactersMax = 128;
    private const int ValueCharactersMax = 256;

    /// <summary>The tags, if they are within the limits.</summary>
    public static IReadOnlyDictionary<string, string> Check(IReadOnlyDictionary<string, string> tags)
    {
        if (tags.Count > TagsMax)
        {
            throw LambdaErrors.InvalidParameterValue($"A function has at most {TagsMax} tags, not {tags.Count}.");
        }

        foreach (var (key, value) in tags)
        {
            if (key.Length is 0 or > KeyCharactersMax
                || value.Length > ValueCharactersMax
                || key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)
                || key.Contains('\0', StringComparison.Ordinal)
                || value.Contains('\0', StringComparison.Ordinal))
            {
                throw LambdaErrors.InvalidParameterValue(
                    $"The tag '{key}' can't be used: keys have 1 to {KeyCharactersMax} characters and do not begin with aws:, values "
                    + $"have at most {ValueCharactersMax}.");
            }
        }

        return tags;
    }

    /// <summary>Tags as the API shows them.</summary>
    public static JsonObject ToJson(IReadOnlyDictionary<string, string> tags) =>
        new(tags.Select(tag => KeyValuePair.Create(tag.Key, (JsonNode?)JsonValue.Create(tag.Value))));

    /// <summary>The function whose tags a request is about; versions have none.</summary>
    public static FunctionReference Function(LambdaRequest request) => request.Function is { Qualifier: null } function
        ? function
        : throw LambdaErrors.InvalidParameterValue("Tags belong to functions, not to versions. Send the ARN without a qualifier.");
}

using System.Text.Json;
using Ganban.Bedrock.Tagging;

namespace Ganban.Bedrock.Flows;

/// <summary>What holds for flows beyond the contract's constraints.</summary>
internal static class FlowRules
{
    /// <summary>Amazon Bedrock's default quota of flows per account and region.</summary>
    public const int FlowsMax = 100;

    /// <summary>Amazon Bedrock's default quota of versions per flow.</summary>
    public const int VersionsMax = 10;

    /// <summary>Amazon Bedrock's default quota of aliases per flow.</summary>
    public const int AliasesMax = 10;

    /// <summary>
    /// The most bytes as JSON of what a flow, an execution or a conversation is made of; leaves room for what is added
    /// later within the store's own limit of 16 MiB.
    /// </summary>
    public const int BytesMax = 15 << 20;

    /// <summary>Checks that a flow is not too large to be stored.</summary>
    /// <exception cref="Ganban.Contracts.BedrockAgent.ValidationException">It is.</exception>
    public static void CheckSize(FlowDocument flow)
    {
        if (JsonSerializer.SerializeToUtf8Bytes(flow, FlowDocument.Kind.Json).Length > BytesMax)
        {
            throw FlowsErrors.Wrong(
                "definition",
                $"It has more than {BytesMax} bytes as JSON, in which a character beyond ASCII takes six. Make it smaller.");
        }
    }

    /// <summary>Checks tags.</summary>
    public static IReadOnlyDictionary<string, string> Tags(IReadOnlyDictionary<string, string>? tags)
    {
        tags ??= new Dictionary<string, string>();
        if (TagRules.ReservedKey(tags.Keys) is { } reserved)
        {
            throw FlowsErrors.Wrong(
                "tags", $"The key {reserved} is reserved: only AWS itself sets keys that begin with aws:.");
        }

        return tags.Count <= TagRules.TagsMax
            ? tags
            : throw FlowsErrors.TooMany("tags on the resource", TagRules.TagsMax);
    }
}

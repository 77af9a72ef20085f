using System.Text.Json;
using System.Text.Json.Serialization;
using Ganban.Bedrock.Flows.Running;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows.Invocation;

/// <summary>A run of a flow that waits for the user, as it is stored; its parent is the flow.</summary>
/// <param name="Definition">The definition that it runs, in the API's own form.</param>
/// <param name="Document">The flow's input.</param>
/// <param name="Results">What nodes came to, by the names of their runs.</param>
/// <param name="Questions">What is asked; the first is to be answered next.</param>
public sealed record FlowConversation(
    JsonElement Definition,
    JsonElement Document,
    IReadOnlyDictionary<string, NodeResult> Results,
    IReadOnlyList<FlowQuestion> Questions)
{
    /// <summary>Where they are stored.</summary>
    public static DocumentKind<FlowConversation> Kind { get; } =
        new("flow-conversation", FlowConversationJson.Default.FlowConversation);

    /// <summary>Its bytes when it is stored.</summary>
    [JsonIgnore]
    internal int Bytes =>
        JsonSerializer.SerializeToUtf8Bytes(this, FlowConversationJson.Default.FlowConversation).Length;
}

/// <summary>How stored conversations become JSON.</summary>
[JsonSourceGenerationOptions(MaxDepth = 256, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FlowConversation))]
internal sealed partial class FlowConversationJson : JsonSerializerContext;

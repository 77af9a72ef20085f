using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Invocation.Formats;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Doors.Messages;

/// <summary>
/// A body of Anthropic's messages at the front door. What it holds beside what it says to the model
/// (<see cref="AnthropicMessagesFormat.ReadConversation"/>) is the whole difference to bodies of InvokeModel.
/// </summary>
/// <param name="format">The format of what it says to the model.</param>
/// <param name="documents">What reads its documents.</param>
/// <param name="leniency">What may pass over members that it does not know.</param>
internal sealed class MessagesBody(AnthropicMessagesFormat format, PromptDocuments documents, Leniency leniency)
{
    private const string VersionHeader = "anthropic-version";
    private const string VersionUsual = "2023-06-01";
    private static readonly string[] BodyVersions = [VersionUsual, "bedrock-2023-05-31"];

    /// <summary>Reads a body.</summary>
    /// <param name="body">An object.</param>
    /// <param name="model">The model that it names.</param>
    /// <param name="context">The call.</param>
    /// <param name="isCounted">Whether the tokens are only to be counted.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="Ganban.Contracts.ModelledException">The body breaks the rules.</exception>
    public Task<ChatRequest> Read(
        JsonElement body,
        CatalogModel model,
        OperationContext context,
        bool isCounted,
        CancellationToken cancellationToken) => documents.Read(
            leniency.Read(body, known => Conversation(known, model, context, isCounted), context), cancellationToken);

    private ChatRequest Conversation(JsonElement body, CatalogModel model, OperationContext context, bool isCounted)
    {
        var root = new NativeBody(body);
        CheckVersion(root, context);
        string[] undone = ["container", "context_management", "mcp_servers", "inference_geo", "speed", "diagnostics"];
        if (undone.FirstOrDefault(name => root.Any(name) is not null) is { } asked)
        {
            throw InvocationErrors.NotImplemented($"{asked} in the Messages API");
        }

        root.Text("model");
        root.Boolean("stream");
        root.OneOf("service_tier", ["auto", "standard_only"]);
        return format.ReadConversation(root, body, model, needsLimit: !isCounted);
    }

    // Clients of Anthropic's API name the version in a header, AWS clients in the body.
    private static void CheckVersion(NativeBody root, OperationContext context)
    {
        var header = context.RequestHeader(VersionHeader);
        if (header is null && root.Any("anthropic_version") is null)
        {
            throw new ValidationException(
                $"{VersionHeader}: the header is required. Send {VersionUsual}, or anthropic_version in the body.");
        }

        // Newer clients send newer days; none of what they changed is known here.
        if (header is not null && !DateOnly.TryParseExact(header, "yyyy-MM-dd", out _))
        {
            throw new ValidationException(
                $"{VersionHeader}: '{header[..Math.Min(header.Length, 64)]}' is not a valid version. Send {VersionUsual}.");
        }

        root.OneOf("anthropic_version", BodyVersions);
    }
}

using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Ganban.Bedrock.Engines;
using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Inference.Remote;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.PassThrough;

/// <summary>
/// A model at Amazon Bedrock as an engine, asked by ConverseStream: for what uses a model by itself and has no request
/// to pass on. Safe for concurrent use.
/// </summary>
internal sealed class UpstreamChatClient(IUpstream upstream, string modelId) : IChatClient
{
    /// <summary>On options: the region that the caller asked in, a string.</summary>
    public const string RegionKey = "ganban.region";

    private const string RegionDefault = "us-east-1";

    /// <inheritdoc/>
    /// <exception cref="ModelledException">Amazon Bedrock refused, in its own words.</exception>
    /// <exception cref="RemoteEngineException">It did not answer as it should.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var region = options?.AdditionalProperties?.GetValueOrDefault(RegionKey) as string ?? RegionDefault;
        var request = new UpstreamRequest(
            region,
            $"/model/{Uri.EscapeDataString(modelId)}/converse-stream",
            [new("Content-Type", "application/json")],
            UpstreamConversation.Body(messages, options, modelId));
        var answer = await Send(request, cancellationToken);
        var call = new StringBuilder();
        ToolUseBlockStart? tool = null;
        var events = PassedEvents.Read(
            answer, BedrockRuntimeOperations.ConverseStream, static _ => { }, cancellationToken);
        await foreach (var item in events)
        {
            switch (TypedEvents.Of((PassedEvent)item))
            {
                case ConverseStreamOutput.ContentBlockStart { Value.Start: ContentBlockStart.ToolUse started }:
                    (tool, _) = (started.Value, call.Clear());
                    break;
                case ConverseStreamOutput.ContentBlockDelta { Value.Delta: ContentBlockDelta.ToolUse delta }:
                    call.Append(delta.Value.Input);
                    break;
                case ConverseStreamOutput.ContentBlockDelta { Value.Delta: { } delta } when Content(delta) is { } text:
                    yield return new ChatResponseUpdate(ChatRole.Assistant, [text]);
                    break;
                case ConverseStreamOutput.ContentBlockStop when tool is not null:
                    yield return new ChatResponseUpdate(ChatRole.Assistant, [Call(tool, call.ToString())]);
                    tool = null;
                    break;
                case ConverseStreamOutput.MessageStop { Value: var stop }:
                    yield return new ChatResponseUpdate { FinishReason = Reason(stop.StopReason) };
                    break;
                case ConverseStreamOutput.Metadata { Value.Usage: { } usage }:
                    yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(Details(usage))]);
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <summary>Does nothing: the connections belong to the configuration.</summary>
    public void Dispose()
    {
    }

    private async Task<RawAnswer> Send(UpstreamRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await upstream.Send(request, cancellationToken);
        }
        catch (RemoteEngineException e) when (PassedError.Of(e) is { } passed)
        {
            throw passed;
        }
    }

    private static AIContent? Content(ContentBlockDelta delta) => delta switch
    {
        ContentBlockDelta.Text text => new TextContent(text.Value),
        ContentBlockDelta.ReasoningContent { Value: ReasoningContentBlockDelta.Text reasoning } =>
            new TextReasoningContent(reasoning.Value),
        _ => null,
    };

    private static FunctionCallContent Call(ToolUseBlockStart tool, string json)
    {
        try
        {
            return new FunctionCallContent(
                tool.ToolUseId,
                tool.Name,
                JsonSerializer.Deserialize<Dictionary<string, object?>>(json.Length > 0 ? json : "{}"));
        }
        catch (JsonException e)
        {
            throw new ModelStreamErrorException(
                $"Amazon Bedrock's call of the tool '{tool.Name}' is no JSON. Try again.", e);
        }
    }

    private static ChatFinishReason Reason(string? reason) =>
        reason == StopReason.ToolUse ? ChatFinishReason.ToolCalls
        : reason == StopReason.MaxTokens ? ChatFinishReason.Length
        : ChatFinishReason.Stop;

    private static UsageDetails Details(TokenUsage usage)
    {
        // What was read from the cache and kept in it is told beside the rest; engines tell the sum.
        var cached = usage.CacheReadInputTokens ?? 0;
        return new UsageDetails
        {
            InputTokenCount = usage.InputTokens + cached + (usage.CacheWriteInputTokens ?? 0),
            OutputTokenCount = usage.OutputTokens,
            CachedInputTokenCount = cached,
        };
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Corpus.Tools;
using Ganban.Inference.Chat;
using Ganban.Inference.Generation;
using Microsoft.Extensions.AI;

namespace Ganban.Corpus.Evaluation;

/// <summary>
/// A model as users have it: through the chat client, always the most likely token, tool calls held to their schemas.
/// Safe for concurrent use.
/// </summary>
/// <param name="client">The client over the model.</param>
public sealed class ModelUnderTest(IChatClient client)
{
    private const int AnswerTokensMax = 400;

    /// <summary>The next turn of a conversation; null if the conversation is too long for the model.</summary>
    public async Task<Reply?> Ask(
        IReadOnlyList<ChatMessage> messages, IReadOnlyList<Tool> tools, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tools);
        var options = new ChatOptions
        {
            Temperature = 0,
            MaxOutputTokens = AnswerTokensMax,
            Tools = tools.Count == 0 ? null : [.. tools.Select(Declare)],
        };
        try
        {
            var response = await client.GetResponseAsync(messages, options, cancellationToken);
            return new Reply(
                response.Text.Trim(),
                [
                    .. response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()
                        .Select(call => new ToolCall(call.Name, Arguments(call))),
                ],
                [.. response.Messages]);
        }
        catch (PromptTooLongException)
        {
            return null;
        }
    }

    private static AITool Declare(Tool tool) => AIFunctionFactory.CreateDeclaration(
        tool.Name, tool.Description, JsonDocument.Parse(tool.Parameters.ToJsonString()).RootElement, null);

    private static JsonObject Arguments(FunctionCallContent call) => new(
        (call.Arguments ?? new Dictionary<string, object?>()).Select(pair => KeyValuePair.Create(
            pair.Key, pair.Value is JsonElement element ? JsonNode.Parse(element.GetRawText()) : null)));
}

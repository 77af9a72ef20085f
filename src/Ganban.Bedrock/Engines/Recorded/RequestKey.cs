using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Inference.Chat;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Engines.Recorded;

/// <summary>
/// A request as recordings know it: what decides an engine's answer, in an order of its own. Who asks and which model
/// of the catalog was asked for are left out; pictures stand as their hashes, and identifiers of tool calls, which are
/// random, as their number.
/// </summary>
/// <param name="Request">The request, for people to read.</param>
internal sealed record RequestKey(JsonObject Request)
{
    /// <summary>The name of its recording: a hash of <see cref="Request"/>.</summary>
    public string Name { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Request.ToJsonString())))[..40];

    /// <summary>The key of a conversation.</summary>
    public static RequestKey Of(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var calls = new Dictionary<string, int>(StringComparer.Ordinal);
        return new RequestKey(new JsonObject
        {
            ["messages"] = new JsonArray([.. messages.Select(message => new JsonObject
            {
                ["role"] = message.Role.Value,
                ["contents"] = new JsonArray([.. message.Contents.Select(content => Content(content, calls))]),
            })]),
            ["options"] = Options(options ?? new ChatOptions()),
        });
    }

    /// <summary>The key of texts to embed.</summary>
    public static RequestKey Of(IReadOnlyList<string> texts, int? dimensions) => new(new JsonObject
    {
        ["texts"] = new JsonArray([.. texts.Select(text => JsonValue.Create(text))]),
        ["dimensions"] = dimensions,
    });

    private static JsonObject Content(AIContent content, Dictionary<string, int> calls) => content switch
    {
        TextContent text => new JsonObject { ["text"] = text.Text },
        TextReasoningContent reasoning => new JsonObject { ["reasoning"] = reasoning.Text },
        DataContent data => new JsonObject
        {
            ["mediaType"] = data.MediaType,
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(data.Data.Span)),
        },
        FunctionCallContent call => new JsonObject
        {
            ["call"] = Number(call.CallId, calls),
            ["name"] = call.Name,
            ["arguments"] = Sorted(JsonSerializer.SerializeToNode(call.Arguments)),
        },
        FunctionResultContent result => new JsonObject
        {
            ["resultOf"] = Number(result.CallId, calls),
            ["result"] = ToolResultText.Of(result),
        },
        _ => new JsonObject { ["other"] = content.GetType().Name },
    };

    private static int Number(string id, Dictionary<string, int> calls)
    {
        calls.TryAdd(id, calls.Count + 1);
        return calls[id];
    }

    private static JsonObject Options(ChatOptions options)
    {
        var json = new JsonObject
        {
            ["instructions"] = options.Instructions,
            ["maxOutputTokens"] = options.MaxOutputTokens,
            ["temperature"] = options.Temperature,
            ["topP"] = options.TopP,
            ["topK"] = options.TopK,
            ["frequencyPenalty"] = options.FrequencyPenalty,
            ["presencePenalty"] = options.PresencePenalty,
            ["seed"] = options.Seed,
            ["stopSequences"] = options.StopSequences is { Count: > 0 } stops
                ? new JsonArray([.. stops.Select(stop => JsonValue.Create(stop))])
                : null,
            ["format"] = options.ResponseFormat switch
            {
                null or ChatResponseFormatText => null,
                ChatResponseFormatJson { Schema: { } schema } => Sorted(JsonNode.Parse(schema.GetRawText())),
                _ => "json",
            },
            ["tools"] = Tools(options.Tools),
            ["toolMode"] = options.ToolMode switch
            {
                RequiredChatToolMode required => "required " + required.RequiredFunctionName,
                NoneChatToolMode => "none",
                _ => null,
            },
            ["manyCalls"] = options.AllowMultipleToolCalls,
            ["tokenDetails"] = options.AdditionalProperties?.GetValueOrDefault(ChatProperties.TokenDetails) as bool?,
        };
        foreach (var absent in json.Where(member => member.Value is null).Select(member => member.Key).ToList())
        {
            json.Remove(absent);
        }

        return json;
    }

    private static JsonArray? Tools(IList<AITool>? tools) => tools is { Count: > 0 }
        ? new JsonArray([.. tools.Select(tool => new JsonObject
        {
            ["name"] = tool.Name,
            ["description"] = tool.Description,
            ["schema"] = tool is AIFunctionDeclaration function
                ? Sorted(JsonNode.Parse(function.JsonSchema.GetRawText()))
                : null,
        })])
        : null;

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}

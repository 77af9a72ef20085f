using System.Buffers;
using System.Text.Json;
using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Inference.Chat;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.PassThrough;

/// <summary>
/// Writes a conversation as the body of Converse. What Converse has no place for, such as top-k and a seed, is left
/// out.
/// </summary>
internal static class UpstreamConversation
{
    /// <summary>The body.</summary>
    /// <exception cref="UnsupportedContentException">Some content has no place in it.</exception>
    public static ReadOnlyMemory<byte> Body(IEnumerable<ChatMessage> messages, ChatOptions? options, string model)
    {
        var all = messages.ToList();
        var system = all.Where(message => message.Role == ChatRole.System).Select(message => message.Text)
            .Prepend(options?.Instructions).Where(text => !string.IsNullOrEmpty(text));
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, ShapeWriter.Options))
        {
            writer.WriteStartObject();
            WriteList(writer, "messages", Turns(all, model), (turn, to) => turn.Write(to));
            WriteList(
                writer,
                "system",
                [.. system.Select(text => new SystemContentBlock.Text(text!))],
                (block, to) => block.Write(to));
            if (options is not null)
            {
                writer.WritePropertyName("inferenceConfig");
                Inference(options).Write(writer);
                WriteTools(writer, options, model);
                WriteFormat(writer, options.ResponseFormat);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteList<T>(
        Utf8JsonWriter writer, string name, IReadOnlyList<T> items, Action<T, Utf8JsonWriter> write)
    {
        if (items.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            write(item, writer);
        }

        writer.WriteEndArray();
    }

    // Turns must alternate: results of tools stand in the user's, beside what the user says next.
    private static List<Message> Turns(List<ChatMessage> messages, string model)
    {
        var turns = new List<Message>();
        foreach (var message in messages.Where(message => message.Role != ChatRole.System))
        {
            var role = message.Role == ChatRole.Assistant ? ConversationRole.Assistant : ConversationRole.User;
            var blocks = message.Contents.Select(content => Block(content, model)).OfType<ContentBlock>().ToList();
            if (turns is [.., { } last] && last.Role == role)
            {
                turns[^1] = last with { Content = [.. last.Content, .. blocks] };
            }
            else
            {
                turns.Add(new Message { Role = role, Content = blocks });
            }
        }

        return turns;
    }

    private static ContentBlock? Block(AIContent content, string model) => content switch
    {
        TextContent { Text.Length: > 0 } text => new ContentBlock.Text(text.Text),
        TextContent or TextReasoningContent or UsageContent => null,
        DataContent { MediaType: "image/png" or "image/jpeg" or "image/gif" or "image/webp" } image =>
            new ContentBlock.Image(new ImageBlock
            {
                Format = image.MediaType["image/".Length..],
                Source = new ImageSource.Bytes(image.Data),
            }),
        FunctionCallContent call => new ContentBlock.ToolUse(new ToolUseBlock
        {
            ToolUseId = call.CallId,
            Name = call.Name,
            Input = JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>()),
        }),
        FunctionResultContent result => new ContentBlock.ToolResult(new ToolResultBlock
        {
            ToolUseId = result.CallId,
            Content = [new ToolResultContentBlock.Text(ToolResultText.Of(result, model))],
        }),
        DataContent data => throw new UnsupportedContentException(data, model),
        _ => throw new UnsupportedContentException(content.GetType().Name, model),
    };

    private static InferenceConfiguration Inference(ChatOptions options) => new()
    {
        MaxTokens = options.MaxOutputTokens,
        Temperature = options.Temperature,
        TopP = options.TopP,
        StopSequences = options.StopSequences is { Count: > 0 } stops ? [.. stops] : null,
    };

    private static void WriteTools(Utf8JsonWriter writer, ChatOptions options, string model)
    {
        if (options.Tools is not { Count: > 0 } tools || options.ToolMode is NoneChatToolMode)
        {
            return;
        }

        writer.WritePropertyName("toolConfig");
        new ToolConfiguration
        {
            Tools = [.. tools.Select(tool => Declare(tool, model))],
            ToolChoice = options.ToolMode switch
            {
                RequiredChatToolMode { RequiredFunctionName: { } name } =>
                    new ToolChoice.Tool(new SpecificToolChoice { Name = name }),
                RequiredChatToolMode => new ToolChoice.Any(new AnyToolChoice()),
                _ => null,
            },
        }.Write(writer);
    }

    private static Tool Declare(AITool tool, string model) => tool is AIFunctionDeclaration declared
        ? new Tool.ToolSpec(new ToolSpecification
        {
            Name = declared.Name,
            Description = declared.Description.Length > 0 ? declared.Description : null,
            InputSchema = new ToolInputSchema.Json(declared.JsonSchema),
        })
        : throw new UnsupportedContentException($"the tool '{tool.Name}' ({tool.GetType().Name})", model);

    private static void WriteFormat(Utf8JsonWriter writer, ChatResponseFormat? format)
    {
        if (format is not ChatResponseFormatJson { Schema: { } schema } json)
        {
            return;
        }

        writer.WritePropertyName("outputConfig");
        new OutputConfig
        {
            TextFormat = new OutputFormat
            {
                Type = OutputFormatType.JsonSchema,
                Structure = new OutputFormatStructure.JsonSchema(new JsonSchemaDefinition
                {
                    Schema = schema.GetRawText(),
                    Name = json.SchemaName,
                    Description = json.SchemaDescription,
                }),
            },
        }.Write(writer);
    }
}

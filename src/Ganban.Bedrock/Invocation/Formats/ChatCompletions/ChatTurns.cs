using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation.Converse;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats.ChatCompletions;

/// <summary>Reads the <c>messages</c> of chat completions.</summary>
internal static class ChatTurns
{
    /// <summary>The turns; what is wrong with them is among the body's complaints.</summary>
    public static IReadOnlyList<ChatMessage> Read(NativeBody root, ChatDialect dialect, CatalogModel model)
    {
        var turns = new List<ChatMessage>();
        foreach (var turn in root.Objects("messages", required: true))
        {
            turns.Add(Turn(turn, dialect, model));
            turn.RefuseOthers();
        }

        if (root.Any("messages") is { ValueKind: JsonValueKind.Array } && turns.Count == 0)
        {
            root.Complain("messages", "expected minimum item count: 1, found: 0");
        }

        return turns;
    }

    private static ChatMessage Turn(NativeBody turn, ChatDialect dialect, CatalogModel model)
    {
        turn.Text("name");
        switch (turn.OneOf("role", dialect.Roles, required: true))
        {
            case "assistant":
                var contents = Contents(turn, dialect, model, required: false);
                contents.AddRange(ChatTools.Calls(turn));
                foreach (var echo in dialect.Echoes)
                {
                    turn.Any(echo);
                }

                if (turn.Text(dialect.Reasoning) is { Length: > 0 } reasoning)
                {
                    contents.Insert(0, new TextReasoningContent(reasoning));
                }

                if (contents.Count == 0)
                {
                    turn.Complain("content", "an assistant's message needs content or tool_calls");
                }

                return new(ChatRole.Assistant, contents);
            case "tool":
                var result = Contents(turn, dialect, model, required: true);
                var id = turn.RequiredText("tool_call_id");
                return new(ChatRole.Tool, [TextResult.Of(id, result, $"{dialect.Family}'s format")]);
            case "system" or "developer":
                return new(ChatRole.System, Contents(turn, dialect, model, required: true));
            default:
                return new(ChatRole.User, Contents(turn, dialect, model, required: true));
        }
    }

    private static List<AIContent> Contents(NativeBody turn, ChatDialect dialect, CatalogModel model, bool required) =>
        turn.Any("content", required) switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } when dialect.TakesParts =>
                [.. turn.Objects("content").Select(part => Part(part, dialect, model)).OfType<AIContent>()],
            _ => turn.RequiredText("content") is var text && (text.Length > 0 || required)
                ? [new TextContent(text)]
                : [],
        };

    private static AIContent? Part(NativeBody part, ChatDialect dialect, CatalogModel model)
    {
        switch (part.Text("type", required: true))
        {
            case "text":
                var text = new TextContent(part.RequiredText("text"));
                part.RefuseOthers();
                return text;
            case "image_url" when !ModelLimits.AllowsImages(model):
                throw ConverseErrors.NoField("image");
            case "image_url":
                var image = part.Object("image_url", required: true);
                part.RefuseOthers();
                return image is null ? null : Image(image, dialect);
            case var kind and ("input_audio" or "file" or "video_url"):
                throw InvocationErrors.NotImplemented($"{kind} parts in {dialect.Family}'s format");
            case null:
                return null;
            case var other:
                part.Complain("type", $"{other} is not a valid enum value");
                return null;
        }
    }

    private static DataContent? Image(NativeBody image, ChatDialect dialect)
    {
        image.OneOf("detail", ["auto", "low", "high"]);
        var url = image.RequiredText("url");
        image.RefuseOthers();
        return url.Length == 0 || url.StartsWith("data:", StringComparison.Ordinal)
            ? NativeImage.OfDataUri(image, "url", url)
            : throw InvocationErrors.NotImplemented($"images at addresses in {dialect.Family}'s format");
    }
}

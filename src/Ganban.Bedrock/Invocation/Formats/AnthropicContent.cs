using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>Reads the content blocks of Claude messages.</summary>
internal static class AnthropicContent
{
    /// <summary>Reads one turn; tool results become turns of their own, as engines expect them.</summary>
    public static void Read(NativeBody turn, List<ChatMessage> messages)
    {
        var role = turn.RequiredText("role");
        if (role is not ("user" or "assistant"))
        {
            turn.Complain("role", $"{role} is not a valid enum value");
        }

        if (turn.Any("content", required: true) is { ValueKind: JsonValueKind.String } text)
        {
            messages.Add(new(new ChatRole(role), text.GetString()));
        }
        else
        {
            Blocks(turn, new ChatRole(role), messages);
        }

        turn.RefuseOthers();
    }

    /// <summary>The text of a text block.</summary>
    public static string TextBlock(NativeBody block)
    {
        if (block.RequiredText("type") is var type and not ("text" or ""))
        {
            block.Complain(
                "type", $"the engine that answers can't read {type} blocks; bind the model to an engine that can");
            return "";
        }

        block.Any("cache_control");
        block.Any("citations");
        var text = block.RequiredText("text");
        block.RefuseOthers();
        return text;
    }

    private static void Blocks(NativeBody turn, ChatRole role, List<ChatMessage> messages)
    {
        var contents = new List<AIContent>();
        var results = new List<AIContent>();
        foreach (var block in turn.Objects("content"))
        {
            switch (block.Text("type"))
            {
                case "tool_use":
                    contents.Add(new FunctionCallContent(
                        block.RequiredText("id"), block.RequiredText("name"), Arguments(block)));
                    block.Any("cache_control");
                    block.RefuseOthers();
                    break;
                case "tool_result":
                    results.Add(new FunctionResultContent(block.RequiredText("tool_use_id"), ResultText(block)));
                    block.Any("is_error");
                    block.Any("cache_control");
                    block.RefuseOthers();
                    break;
                case "thinking" or "redacted_thinking":
                    // Earlier reasoning of another model means nothing to this engine.
                    break;
                default:
                    contents.Add(new TextContent(TextBlock(block)));
                    break;
            }
        }

        if (results.Count > 0)
        {
            messages.Add(new(ChatRole.Tool, results));
        }

        if (contents.Count > 0)
        {
            messages.Add(new(role, contents));
        }
    }

    private static Dictionary<string, object?> Arguments(NativeBody block) =>
        block.Any("input", required: true) is { ValueKind: JsonValueKind.Object } input
            ? input.EnumerateObject().ToDictionary(member => member.Name, member => (object?)member.Value)
            : [];

    private static string ResultText(NativeBody block) =>
        block.Any("content") is { ValueKind: JsonValueKind.Array }
            ? string.Join("\n", block.Objects("content").Select(TextBlock))
            : block.Text("content") ?? "";
}

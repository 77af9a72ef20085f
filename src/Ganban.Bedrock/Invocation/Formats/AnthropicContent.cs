using System.Text.Json;
using Ganban.Bedrock.Citations;
using Ganban.Bedrock.FoundationModels;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>Reads the turns of a Claude conversation.</summary>
/// <param name="model">The model.</param>
/// <param name="signatures">What signed the model's thoughts.</param>
internal sealed class AnthropicContent(CatalogModel model, ReasoningSignatures signatures)
{
    private readonly AnthropicMedia _media = new(model);

    /// <summary>What the answer is to cite.</summary>
    public IReadOnlyList<CitableSource> Sources => _media.Sources;

    /// <summary>Reads one turn; tool results become turns of their own, as engines expect them.</summary>
    /// <returns>The identifiers of the turn's tool calls and tool results.</returns>
    public (IReadOnlyList<string> Calls, IReadOnlyList<string> Results) Read(
        NativeBody turn, List<ChatMessage> messages)
    {
        var role = turn.Text("role", required: true);
        if (role is not (null or "user" or "assistant"))
        {
            turn.Complain("role", $"{role} is not a valid enum value");
        }

        var contents = new List<AIContent>();
        if (turn.Any("content", required: true) is { ValueKind: JsonValueKind.String })
        {
            contents.Add(new TextContent(turn.RequiredText("content", 1, int.MaxValue)));
        }
        else
        {
            contents.AddRange(turn.Objects("content").SelectMany(block => Blocks(block, role)));
        }

        turn.RefuseOthers();
        var results = contents.OfType<FunctionResultContent>().ToArray();
        var others = contents.Except(results).ToArray();
        if (results.Length > 0)
        {
            messages.Add(new(ChatRole.Tool, results));
        }

        if (others.Length > 0)
        {
            messages.Add(new(role == "user" ? ChatRole.User : ChatRole.Assistant, others));
        }

        return (
            [.. others.OfType<FunctionCallContent>().Select(call => call.CallId)],
            [.. results.Select(result => result.CallId)]);
    }

    /// <summary>The text of a text block.</summary>
    public static string TextBlock(NativeBody block)
    {
        if (block.OneOf("type", ["text"], required: true) is null)
        {
            return "";
        }

        AnthropicCache.Read(block);

        // Citations of an earlier answer, sent back.
        block.Any("citations");
        var text = block.RequiredText("text", 1, int.MaxValue);
        block.RefuseOthers();
        return text;
    }

    // A block is more than one content where images stand in what engines read as text.
    private IEnumerable<AIContent> Blocks(NativeBody block, string? role)
    {
        switch (block.Text("type"))
        {
            case "document" when role == "user":
                return _media.Document(block);
            case "tool_result" when role == "user":
                return Result(block);
            default:
                return Block(block, role) is { } content ? [content] : [];
        }
    }

    private AIContent? Block(NativeBody block, string? role)
    {
        var kind = block.Text("type");
        switch (kind)
        {
            case "tool_use" when role == "assistant":
                var call = new FunctionCallContent(
                    block.RequiredText("id"), block.RequiredText("name"), Arguments(block));
                AnthropicCache.Read(block);
                block.RefuseOthers();
                return call;
            case "image" when role == "user":
                return _media.Image(block);
            case "search_result" when role == "user":
                return new TextContent(_media.SearchResult(block));
            case "thinking" when role == "assistant":
                return Thought(block);
            case "redacted_thinking" when role == "assistant":
                block.RequiredText("data");
                block.RefuseOthers();
                return null;
            case "tool_use" or "thinking" or "redacted_thinking":
                block.Complain("type", $"`{kind}` blocks can only be in `assistant` messages");
                return null;
            case "tool_result" or "image" or "document" or "search_result":
                block.Complain("type", $"`{kind}` blocks can only be in `user` messages");
                return null;
            default:
                return new TextContent(TextBlock(block));
        }
    }

    private TextReasoningContent? Thought(NativeBody block)
    {
        var text = block.RequiredText("thinking");
        var signature = block.RequiredText("signature");
        block.RefuseOthers();
        return !signatures.IsGood(text, signature) ? throw InvocationErrors.BadSignature(block.Place)
            : text.Length > 0 ? new TextReasoningContent(text)
            : null;
    }

    private static Dictionary<string, object?> Arguments(NativeBody block) =>
        block.FreeObject("input", required: true) is { } input
            ? input.EnumerateObject().ToDictionary(member => member.Name, member => (object?)member.Value)
            : [];

    // The result, which is text or has a PDF that is yet to be read, and behind it its images.
    private List<AIContent> Result(NativeBody block)
    {
        var id = block.RequiredText("tool_use_id");
        var parts = block.Any("content") is { ValueKind: JsonValueKind.Array }
            ? block.Objects("content").SelectMany(ResultBlocks).ToList()
            : [new TextContent(block.Text("content") ?? "")];
        block.Boolean("is_error");
        AnthropicCache.Read(block);
        block.RefuseOthers();
        var images = parts.OfType<DataContent>().ToList();
        AIContent[] texts = [.. parts.Where(part => part is not DataContent)];
        return
        [
            new FunctionResultContent(
                id,
                texts.Any(text => text is PdfContent)
                    ? texts
                    : string.Join('\n', texts.OfType<TextContent>().Select(text => text.Text))),
            .. images,
        ];
    }

    private IEnumerable<AIContent> ResultBlocks(NativeBody block) => block.Text("type") switch
    {
        "document" => _media.Document(block),
        "search_result" => [new TextContent(_media.SearchResult(block))],
        "image" => _media.Image(block) is { } image ? [new TextContent(ImageMark.Text), image] : [],
        _ => [new TextContent(TextBlock(block))],
    };
}

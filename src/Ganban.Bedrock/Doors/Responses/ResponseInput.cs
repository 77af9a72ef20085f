using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Invocation.Converse;
using Ganban.Bedrock.Invocation.Formats;
using Ganban.Bedrock.Invocation.Formats.ChatCompletions;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Doors.Responses;

/// <summary>
/// Reads items into the turns of a conversation: the calls of one turn stand together, and so do their results.
/// </summary>
/// <param name="model">The model that answers.</param>
internal sealed class ResponseInput(CatalogModel model)
{
    private const string Api = "the Responses API";
    private static readonly string[] Roles = ["user", "assistant", "system", "developer"];
    private static readonly string[] Statuses =
        [ResponseItems.InProgress, ResponseItems.Completed, ResponseItems.Incomplete];

    private readonly List<ChatMessage> _turns = [];

    /// <summary>The turns so far.</summary>
    public IReadOnlyList<ChatMessage> Turns => _turns;

    /// <summary>Adds what the system says.</summary>
    public void AddInstructions(string text) => _turns.Add(new(ChatRole.System, text));

    /// <summary>Reads <c>input</c>; what is wrong with it is among the body's complaints.</summary>
    public void Read(NativeBody root)
    {
        if (root.Any("input", required: true) is { ValueKind: System.Text.Json.JsonValueKind.String } text)
        {
            _turns.Add(new(ChatRole.User, text.GetString()));
            return;
        }

        var count = 0;
        foreach (var item in root.Objects("input"))
        {
            count++;
            ReadItem(item);
            item.RefuseOthers();
        }

        if (count == 0)
        {
            root.Complain("input", "expected a text, or a list of items that is not empty");
        }
    }

    private void ReadItem(NativeBody item)
    {
        item.Text("id");
        item.OneOf("status", Statuses);
        switch (item.Text("type") ?? "message")
        {
            case "message":
                ReadMessage(item);
                break;
            case "function_call":
                var call = new FunctionCallContent(
                    item.RequiredText("call_id", 1, 64),
                    item.RequiredText("name", 1, 128),
                    ChatTools.Arguments(item));
                Add(ChatRole.Assistant, [call]);
                break;
            case "function_call_output":
                var id = item.RequiredText("call_id", 1, 64);
                Add(ChatRole.Tool, [TextResult.Of(id, Contents(item, "output"), Api)]);
                break;
            case "reasoning":
                // What another model thought means nothing to this engine.
                item.Any("summary");
                item.Any("content");
                item.Any("encrypted_content");
                break;
            case var other:
                throw InvocationErrors.NotImplemented($"{Known(other)} items in {Api}");
        }
    }

    private void ReadMessage(NativeBody item)
    {
        item.Any("phase");
        var contents = Contents(item, "content");
        switch (item.OneOf("role", Roles, required: true))
        {
            case "assistant":
                Add(ChatRole.Assistant, contents);
                break;
            case "system" or "developer":
                _turns.Add(new(ChatRole.System, contents));
                break;
            default:
                _turns.Add(new(ChatRole.User, contents));
                break;
        }
    }

    private void Add(ChatRole role, List<AIContent> contents)
    {
        if (_turns.Count > 0 && _turns[^1].Role == role)
        {
            contents.ForEach(_turns[^1].Contents.Add);
        }
        else
        {
            _turns.Add(new(role, contents));
        }
    }

    private List<AIContent> Contents(NativeBody item, string name) =>
        item.Any(name, required: true) is { ValueKind: System.Text.Json.JsonValueKind.Array }
            ? [.. item.Objects(name).Select(Part).OfType<AIContent>()]
            : [new TextContent(item.RequiredText(name))];

    private AIContent? Part(NativeBody part)
    {
        AIContent? content = null;
        switch (part.RequiredText("type"))
        {
            case "input_text" or "output_text" or "text":
                content = new TextContent(part.RequiredText("text"));
                part.Any("annotations");
                part.Any("logprobs");
                break;
            case "refusal":
                content = new TextContent(part.RequiredText("refusal"));
                break;
            case "input_image":
                content = Image(part);
                break;
            case "":
                break;
            case var other:
                throw InvocationErrors.NotImplemented($"{Known(other)} parts in {Api}");
        }

        part.RefuseOthers();
        return content;
    }

    private DataContent? Image(NativeBody part)
    {
        if (!ModelLimits.AllowsImages(model))
        {
            throw ConverseErrors.NoField("image");
        }

        part.OneOf("detail", ["auto", "low", "high", "original"]);
        if (part.Text("file_id") is not null)
        {
            throw InvocationErrors.NotImplemented($"images by file_id in {Api}");
        }

        var url = part.RequiredText("image_url");
        return url.Length == 0 || url.StartsWith("data:", StringComparison.Ordinal)
            ? NativeImage.OfDataUri(part, "image_url", url)
            : throw InvocationErrors.NotImplemented($"images at addresses in {Api}");
    }

    private static string Known(string kind) => kind.Length > 64 ? kind[..64] : kind;
}

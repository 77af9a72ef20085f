using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation.Converse;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>Gathers the content blocks of a Nova body.</summary>
internal sealed class NovaContent(CatalogModel model)
{
    private readonly List<ChatMessage> _messages = [];
    private readonly List<string> _roles = [];

    /// <summary>The conversation; tool results are turns of their own, as engines expect them.</summary>
    public IReadOnlyList<ChatMessage> Messages => _messages;

    /// <summary>Who speaks, in order.</summary>
    public IReadOnlyList<string> Roles => _roles;

    /// <summary>Whether a block marks a place for the cache.</summary>
    public bool HasCachePoint { get; private set; }

    /// <summary>Reads the system's texts.</summary>
    public void ReadSystem(NativeBody root)
    {
        var texts = new List<string>();
        foreach (var block in root.Objects("system"))
        {
            if (!IsCachePoint(block))
            {
                texts.Add(block.RequiredText("text", 1, int.MaxValue));
            }

            block.RefuseOthers();
        }

        if (texts.Count > 0)
        {
            _messages.Add(new(ChatRole.System, string.Join("\n", texts)));
        }
    }

    /// <summary>Reads the turns.</summary>
    public void ReadMessages(NativeBody root)
    {
        foreach (var turn in root.Objects("messages", required: true))
        {
            var role = turn.OneOf("role", ["user", "assistant"], required: true) ?? "user";
            var contents = new List<AIContent>();
            foreach (var block in turn.Objects("content", required: true))
            {
                if (Block(block) is { } content)
                {
                    contents.Add(content);
                }

                block.RefuseOthers();
            }

            turn.RefuseOthers();
            _roles.Add(role);
            Add(role, contents);
        }
    }

    private void Add(string role, List<AIContent> contents)
    {
        var results = contents.Where(content => content is FunctionResultContent).ToList();
        if (results.Count > 0)
        {
            _messages.Add(new(ChatRole.Tool, results));
            contents.RemoveAll(results.Contains);
        }

        if (contents.Count > 0)
        {
            _messages.Add(new(role == "user" ? ChatRole.User : ChatRole.Assistant, contents));
        }
    }

    private AIContent? Block(NativeBody block)
    {
        if (IsCachePoint(block))
        {
            return null;
        }

        if (block.Object("image") is { } image)
        {
            return Image(image);
        }

        if (block.Object("toolUse") is { } use)
        {
            var call = new FunctionCallContent(
                use.RequiredText("toolUseId", 1, int.MaxValue),
                use.RequiredText("name", 1, NovaTools.NameLengthMax),
                use.FreeObject("input", required: true)?.EnumerateObject()
                    .ToDictionary(member => member.Name, member => (object?)member.Value));
            use.RefuseOthers();
            return call;
        }

        if (block.Object("toolResult") is { } result)
        {
            return Result(result);
        }

        foreach (var kind in new[] { "video", "audio" })
        {
            if (block.Any(kind) is not null)
            {
                throw InvocationErrors.NotImplemented($"{kind} blocks in Nova's format");
            }
        }

        return new TextContent(block.RequiredText("text"));
    }

    private bool IsCachePoint(NativeBody block)
    {
        if (block.Object("cachePoint") is not { } point)
        {
            return false;
        }

        point.OneOf("type", ["default"], required: true);
        point.RefuseOthers();
        HasCachePoint = true;
        return true;
    }

    private DataContent? Image(NativeBody image) => ModelLimits.AllowsImages(model)
        ? NovaImage.Read(image, "Nova")
        : throw ConverseErrors.NoField("image");

    private static FunctionResultContent Result(NativeBody result)
    {
        var id = result.RequiredText("toolUseId", 1, int.MaxValue);
        result.OneOf("status", ["success", "error"]);
        var parts = new List<string>();
        foreach (var part in result.Objects("content", required: true))
        {
            if (part.Any("json") is { } json)
            {
                parts.Add(json.GetRawText());
            }
            else if (part.Any("image") is not null || part.Any("document") is not null || part.Any("video") is not null)
            {
                throw InvocationErrors.NotImplemented("results of tools that are no text or JSON in Nova's format");
            }
            else
            {
                parts.Add(part.RequiredText("text"));
            }

            part.RefuseOthers();
        }

        result.RefuseOthers();
        return new FunctionResultContent(id, string.Join("\n", parts));
    }
}

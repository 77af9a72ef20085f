using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation.Converse;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>Reads what Claude's users show beside text: images, and documents that are text.</summary>
internal static class AnthropicMedia
{
    /// <summary>The image of an image block; null beside a complaint.</summary>
    public static DataContent? Image(NativeBody block, CatalogModel model)
    {
        if (!ModelLimits.AllowsImages(model))
        {
            throw ConverseErrors.NoField("image");
        }

        block.Any("cache_control");
        var source = block.Object("source", required: true);
        block.RefuseOthers();
        if (source is null)
        {
            return null;
        }

        source.OneOf("type", ["base64"], required: true);
        var mediaType = source.OneOf(
            "media_type", ["image/jpeg", "image/png", "image/gif", "image/webp"], required: true);
        var data = source.RequiredText("data", 1, int.MaxValue);
        source.RefuseOthers();
        return mediaType is null || data.Length == 0
            ? null
            : NativeImage.OfBase64(source, "data", data, mediaType);
    }

    /// <summary>The text of a document block: title, context and content as lines.</summary>
    public static string Document(NativeBody block)
    {
        block.Any("cache_control");
        var title = block.Text("title");
        var context = block.Text("context");
        if (block.Object("citations") is { } citations)
        {
            if (citations.Boolean("enabled") == true)
            {
                throw InvocationErrors.NotImplemented("citations in Claude's format");
            }

            citations.RefuseOthers();
        }

        var source = block.Object("source", required: true);
        block.RefuseOthers();
        var content = source is null ? "" : Content(source);
        return string.Join("\n", new[] { title, context, content }.Where(part => !string.IsNullOrEmpty(part)));
    }

    private static string Content(NativeBody source)
    {
        var text = "";
        switch (source.OneOf("type", ["base64", "text", "content"], required: true))
        {
            case "base64":
                throw InvocationErrors.NotImplemented("PDF documents in Claude's format");
            case "text":
                source.OneOf("media_type", ["text/plain"], required: true);
                text = source.RequiredText("data", 1, int.MaxValue);
                break;
            case "content" when source.Any("content") is { ValueKind: System.Text.Json.JsonValueKind.Array }:
                text = string.Join("\n", source.Objects("content").Select(AnthropicContent.TextBlock));
                break;
            case "content":
                text = source.RequiredText("content", 1, int.MaxValue);
                break;
        }

        source.RefuseOthers();
        return text;
    }
}

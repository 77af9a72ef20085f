using Ganban.Bedrock.Citations;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation.Converse;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>
/// Reads what Claude's users show beside text: images, documents and search results.
/// </summary>
/// <param name="model">The model.</param>
internal sealed class AnthropicMedia(CatalogModel model)
{
    private readonly List<CitableSource> _sources = [];
    private int _documents;
    private int _results;

    /// <summary>What the answer is to cite.</summary>
    public IReadOnlyList<CitableSource> Sources => _sources;

    /// <summary>The image of an image block; null beside a complaint.</summary>
    public DataContent? Image(NativeBody block)
    {
        if (!ModelLimits.AllowsImages(model))
        {
            throw ConverseErrors.NoField("image");
        }

        AnthropicCache.Read(block);
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

    /// <summary>
    /// A document block: title, context and content as lines, or a PDF that is yet to be read; the images among its
    /// content follow.
    /// </summary>
    public IReadOnlyList<AIContent> Document(NativeBody block)
    {
        block.RequiredText("type");
        AnthropicCache.Read(block);
        var title = block.Text("title");
        var context = block.Text("context");
        var isCited = WantsCitations(block);
        var source = block.Object("source", required: true);
        block.RefuseOthers();
        var images = new List<AIContent>();
        var (kind, parts, file) = source is null ? (CitableKind.Text, [], default) : Content(source, images);
        var cited = new CitableSource(_documents++, kind, title, Source: null, parts);
        if (isCited)
        {
            _sources.Add(cited);
        }

        return kind == CitableKind.Pages
            ?
            [
                new PdfContent(file, $"{source!.Place}.data")
                {
                    Heading = [.. Lines([title, context])],
                    Source = isCited ? cited : null,
                },
            ]
            : [new TextContent(string.Join("\n", Lines([title, context, .. parts]))), .. images];
    }

    /// <summary>The text of a search result: title and content as lines.</summary>
    public string SearchResult(NativeBody block)
    {
        block.RequiredText("type");
        AnthropicCache.Read(block);
        var title = block.RequiredText("title");
        var source = block.RequiredText("source");
        var isCited = WantsCitations(block);
        List<string> parts = [.. block.Objects("content", required: true).Select(AnthropicContent.TextBlock)];
        block.RefuseOthers();
        var index = _results++;
        if (isCited)
        {
            _sources.Add(new CitableSource(index, CitableKind.SearchResult, title, source, parts));
        }

        return string.Join("\n", Lines([title, .. parts]));
    }

    private static IEnumerable<string> Lines(IEnumerable<string?> parts) =>
        parts.OfType<string>().Where(part => part.Length > 0);

    private static bool WantsCitations(NativeBody block)
    {
        if (block.Object("citations") is not { } citations)
        {
            return false;
        }

        var isEnabled = citations.Boolean("enabled") == true;
        citations.RefuseOthers();
        return isEnabled;
    }

    private (CitableKind Kind, IReadOnlyList<string> Parts, ReadOnlyMemory<byte> File) Content(
        NativeBody source, List<AIContent> images)
    {
        var kind = CitableKind.Text;
        IReadOnlyList<string> parts = [];
        ReadOnlyMemory<byte> file = default;
        switch (source.OneOf("type", ["base64", "text", "content"], required: true))
        {
            case "base64":
                kind = CitableKind.Pages;
                source.OneOf("media_type", ["application/pdf"], required: true);
                file = source.Base64("data", "is not a PDF in base64");
                break;
            case "text":
                source.OneOf("media_type", ["text/plain"], required: true);
                parts = [source.RequiredText("data", 1, int.MaxValue)];
                break;
            case "content" when source.Any("content") is { ValueKind: System.Text.Json.JsonValueKind.Array }:
                kind = CitableKind.Chunks;
                parts = [.. source.Objects("content").Select(block => Chunk(block, images))];
                break;
            case "content":
                parts = [source.RequiredText("content", 1, int.MaxValue)];
                break;
        }

        source.RefuseOthers();
        return (kind, parts, file);
    }

    private string Chunk(NativeBody block, List<AIContent> images)
    {
        if (block.Text("type") != "image")
        {
            return AnthropicContent.TextBlock(block);
        }

        if (Image(block) is { } image)
        {
            images.Add(image);
        }

        return ImageMark.Text;
    }
}

using Ganban.Contracts.BedrockRuntime;
using Ganban.Documents;
using Ganban.Protocol.Pipeline;
using Ganban.Storage.Objects;
using Format = Ganban.Contracts.BedrockRuntime.DocumentFormat;
using Kind = Ganban.Documents.DocumentFormat;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>
/// Fetches what a conversation only points at, and reads the text of its documents: afterwards images hold their bytes
/// and documents their text.
/// </summary>
internal sealed class ConverseFiles(IObjectStore objects, DocumentReader reader)
{
    // The service's limits: 4.5 MB a document, 3.75 MB an image.
    private const long DocumentBytesMax = 4_718_592;
    private const long ImageBytesMax = 3_932_160;

    /// <summary>The conversation with its files.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">A file is missing, too large, or can't be read.</exception>
    public async Task<ConverseInput> Load(
        ConverseInput input, OperationContext context, CancellationToken cancellationToken)
    {
        if (!input.Messages.SelectMany(message => message.Content).Any(HasFile))
        {
            return input;
        }

        var paged = new HashSet<string>(StringComparer.Ordinal);
        var messages = new List<Message>();
        foreach (var message in input.Messages)
        {
            var content = new List<ContentBlock>();
            foreach (var block in message.Content)
            {
                content.Add(block switch
                {
                    ContentBlock.Document document => new ContentBlock.Document(
                        await Load(document.Value, paged, context, cancellationToken)),
                    ContentBlock.Image image => new ContentBlock.Image(
                        await Load(image.Value, context, cancellationToken)),
                    ContentBlock.ToolResult result => new ContentBlock.ToolResult(
                        await Load(result.Value, paged, context, cancellationToken)),
                    _ => block,
                });
            }

            messages.Add(message with { Content = content });
        }

        return input with { Messages = messages, PagedDocuments = paged };
    }

    private static bool HasFile(ContentBlock block) => block switch
    {
        ContentBlock.Document { Value.Source: DocumentSource.Bytes or DocumentSource.S3Location } => true,
        ContentBlock.Image { Value.Source: ImageSource.S3Location } => true,
        ContentBlock.ToolResult { Value.Content: var parts } =>
            parts.Any(part => part is ToolResultContentBlock.Document or ToolResultContentBlock.Image),
        _ => false,
    };

    private async Task<ToolResultBlock> Load(
        ToolResultBlock result,
        HashSet<string> paged,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var content = new List<ToolResultContentBlock>();
        foreach (var part in result.Content)
        {
            content.Add(part switch
            {
                ToolResultContentBlock.Document document => new ToolResultContentBlock.Document(
                    await Load(document.Value, paged, context, cancellationToken)),
                ToolResultContentBlock.Image image => new ToolResultContentBlock.Image(
                    await Load(image.Value, context, cancellationToken)),
                _ => part,
            });
        }

        return result with { Content = content };
    }

    private async Task<ImageBlock> Load(
        ImageBlock image, OperationContext context, CancellationToken cancellationToken) =>
        image.Source is ImageSource.S3Location { Value: var location }
            ? image with
            {
                Source = new ImageSource.Bytes(await Fetch(location, ImageBytesMax, context, cancellationToken)),
            }
            : image;

    private async Task<DocumentBlock> Load(
        DocumentBlock document,
        HashSet<string> paged,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var (bytes, fileName) = document.Source switch
        {
            DocumentSource.Bytes held => (held.Value, ""),
            DocumentSource.S3Location { Value: var location } => (
                await Fetch(location, DocumentBytesMax, context, cancellationToken), location.Uri),
            _ => ((ReadOnlyMemory<byte>?)null, ""),
        };
        if (bytes is not { } content)
        {
            return document;
        }

        if (content.Length > DocumentBytesMax)
        {
            throw ConverseErrors.DocumentTooLarge(document.Name, DocumentBytesMax);
        }

        var kind = KindOf(document.Format) ?? DocumentFormats.OfName(fileName) ?? Kind.Text;
        var sections = await Read(kind, content, document.Name, cancellationToken);
        if (kind != Kind.Pdf)
        {
            return document with { Source = new DocumentSource.Text(DocumentLines.Of(sections)) };
        }

        paged.Add(document.Name);
        return document with
        {
            Source = new DocumentSource.Content(
                [.. DocumentPages.Of(sections).Select(page => new DocumentContentBlock.Text(page))]),
        };
    }

    private async Task<IReadOnlyList<DocumentSection>> Read(
        Kind kind, ReadOnlyMemory<byte> content, string name, CancellationToken cancellationToken)
    {
        // A model reads Markdown and tables in text as they are.
        var asItIs = kind is Kind.Markdown or Kind.Csv ? Kind.Text : kind;
        try
        {
            return await reader.Read(asItIs, content, cancellationToken);
        }
        catch (DocumentException e) when (e.Fault == DocumentFault.Unavailable)
        {
            throw InvocationErrors.NotHere(e.Message);
        }
        catch (DocumentException e)
        {
            throw ConverseErrors.UnreadableDocument(name, e);
        }
    }

    private async Task<ReadOnlyMemory<byte>> Fetch(
        S3Location location, long bytesMax, OperationContext context, CancellationToken cancellationToken)
    {
        if (!ObjectAddress.TryParse(context.Account, location.Uri, out var address) || address.Key.Length == 0)
        {
            throw ConverseErrors.NoObject(location.Uri, "it is not the address of an object, such as s3://bucket/key");
        }

        if (location.BucketOwner is { } owner && owner != context.Account)
        {
            throw ConverseErrors.NoObject(location.Uri, "buckets of other accounts can't be read");
        }

        try
        {
            await using var reading = await objects.Open(address, range: null, cancellationToken);
            if (reading.Bytes > bytesMax)
            {
                throw ConverseErrors.NoObject(location.Uri, $"it is larger than {bytesMax} bytes");
            }

            var content = new byte[reading.Bytes];
            await reading.Content.ReadExactlyAsync(content, cancellationToken);
            return content;
        }
        catch (ObjectStoreException e)
        {
            throw ConverseErrors.NoObject(location.Uri, e.Message, e);
        }
    }

    private static Kind? KindOf(string? format) => format switch
    {
        null => null,
        Format.Pdf => Kind.Pdf,
        Format.Docx => Kind.Docx,
        Format.Xls => Kind.Xls,
        Format.Xlsx => Kind.Xlsx,
        Format.Html => Kind.Html,
        Format.Md => Kind.Markdown,
        Format.Csv => Kind.Csv,
        Format.Doc => throw InvocationErrors.NotImplemented("documents of format doc in Converse"),
        _ => Kind.Text,
    };
}

using System.Xml;
using System.Xml.Linq;
using Ganban.S3.Bodies;
using Ganban.S3.Errors;
using Ganban.S3.Pipeline;

namespace Ganban.S3.Xml;

/// <summary>Reads the documents that requests carry.</summary>
internal static class XmlRequest
{
    // A completion of 10,000 parts with their checksums takes about 2 MiB.
    private const int BytesMax = 8 << 20;

    private static readonly XmlReaderSettings s_settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CheckCharacters = false,
    };

    /// <summary>Reads a document whose root has this name.</summary>
    public static async Task<XElement> Read(S3Request request, string root, CancellationToken cancellationToken) =>
        await ReadOptional(request, root, cancellationToken) ?? throw S3Errors.MalformedXml();

    /// <summary>The same; null where the request has no body.</summary>
    public static async Task<XElement?> ReadOptional(
        S3Request request, string root, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await new RequestContent(request, BytesMax, S3Errors.MessageTooLarge).CopyTo(buffer, cancellationToken);
        if (buffer.Length == 0)
        {
            return null;
        }

        buffer.Position = 0;
        try
        {
            using var reader = XmlReader.Create(buffer, s_settings);
            var element = XDocument.Load(reader).Root!;
            return element.Name.LocalName == root ? element : throw S3Errors.MalformedXml();
        }
        catch (XmlException e)
        {
            throw S3Errors.MalformedXml(e);
        }
    }

    /// <summary>The children of a name, whatever their namespace.</summary>
    public static IEnumerable<XElement> Children(this XElement element, string name) =>
        element.Elements().Where(child => child.Name.LocalName == name);

    /// <summary>The text of the only child of a name; null where there is none.</summary>
    public static string? Text(this XElement element, string name) => element.Children(name).FirstOrDefault()?.Value;
}

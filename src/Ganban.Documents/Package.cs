using System.IO.Compression;
using System.Xml;

namespace Ganban.Documents;

/// <summary>
/// An Office document: a zip archive of XML parts. What its index says of sizes is not believed: everything is unpacked
/// once and counted before anything is read.
/// </summary>
internal sealed class Package
{
    private const int PartsMax = 20_000;
    private const int PieceBytes = 64 << 10;

    // What an encrypted Office document is kept in.
    private static readonly byte[] CompoundFile = [0xD0, 0xCF, 0x11, 0xE0];

    private readonly ZipArchive _archive;

    private Package(ZipArchive archive) => _archive = archive;

    /// <summary>Opens a document and checks its size.</summary>
    /// <exception cref="DocumentException">It is none, is encrypted, or unpacks to too much.</exception>
    public static Package Open(ReadOnlyMemory<byte> content, DocumentLimits limits, CancellationToken cancellationToken)
    {
        if (content.Span.StartsWith(CompoundFile))
        {
            throw new DocumentException(
                DocumentFault.Encrypted, "It is encrypted, or in the format of Office before 2007. Save it without a password.");
        }

        try
        {
            var archive = new ZipArchive(new MemoryStream(content.ToArray(), writable: false), ZipArchiveMode.Read);
            Count(archive, limits.UnpackedBytesMax, cancellationToken);
            return new Package(archive);
        }
        catch (InvalidDataException e)
        {
            throw new DocumentException(DocumentFault.Broken, "It is not an Office document, or broken.", e);
        }
    }

    /// <summary>Whether there is a part of this name.</summary>
    public bool Has(string name) => _archive.GetEntry(name) is not null;

    /// <summary>Reads a part to its end.</summary>
    /// <exception cref="DocumentException">It is missing, or no XML.</exception>
    public void Read(string name, Action<XmlReader> visit)
    {
        var part = _archive.GetEntry(name)
            ?? throw new DocumentException(DocumentFault.Broken, $"Its part {name} is missing.");
        using var reader = XmlReader.Create(part.Open(), Settings());
        try
        {
            while (reader.Read())
            {
                visit(reader);
            }
        }
        catch (Exception e) when (e is XmlException or InvalidDataException)
        {
            throw new DocumentException(DocumentFault.Broken, $"Its part {name} is broken.", e);
        }
    }

    private static void Count(ZipArchive archive, long bytesMax, CancellationToken cancellationToken)
    {
        if (archive.Entries.Count > PartsMax)
        {
            throw new DocumentException(DocumentFault.TooLarge, $"It has more than {PartsMax} parts.");
        }

        var piece = new byte[PieceBytes];
        var all = 0L;
        foreach (var entry in archive.Entries)
        {
            using var part = entry.Open();
            for (int read; (read = part.Read(piece)) > 0; all += read)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (all > bytesMax)
                {
                    throw new DocumentException(
                        DocumentFault.TooLarge, $"It unpacks to more than {bytesMax >> 20} MiB.");
                }
            }
        }
    }

    private static XmlReaderSettings Settings() => new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    };
}

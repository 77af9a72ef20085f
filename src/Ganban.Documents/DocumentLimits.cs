namespace Ganban.Documents;

/// <summary>What reading a document may take.</summary>
public sealed record DocumentLimits
{
    /// <summary>The most characters of text.</summary>
    public int CharactersMax { get; init; } = 20_000_000;

    /// <summary>The most bytes that a packed document may unpack to.</summary>
    public long UnpackedBytesMax { get; init; } = 512L << 20;

    /// <summary>The longer side of a page's picture, in points; about what models that see look at.</summary>
    public int PictureSideMax { get; init; } = 1568;

    /// <summary>The most bytes of a page's picture.</summary>
    public int PictureBytesMax { get; init; } = 16 << 20;

    /// <summary>The longest that the program for PDF may run.</summary>
    public TimeSpan PdfTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The most memory of the program for PDF, in bytes of address space.</summary>
    public long PdfMemoryBytesMax { get; init; } = 2L << 30;
}

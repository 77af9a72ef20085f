namespace Ganban.Inference.Images;

/// <summary>One colour component of a JPEG picture.</summary>
internal sealed class JpegComponent
{
    public required int Id { get; init; }

    /// <summary>Samples across in a unit, for the largest component's: 1 to 4.</summary>
    public required int Horizontal { get; init; }

    /// <summary>Samples down in a unit: 1 to 4.</summary>
    public required int Vertical { get; init; }

    public required int Quantization { get; init; }

    /// <summary>Blocks of 8 × 8 in a row, whole units.</summary>
    public int BlocksAcross { get; set; }

    /// <summary>Rows of blocks, whole units.</summary>
    public int BlocksDown { get; set; }

    /// <summary>Blocks in a row that the picture needs; a scan of this component alone has just these.</summary>
    public int NeededAcross { get; set; }

    /// <summary>Rows of blocks that the picture needs.</summary>
    public int NeededDown { get; set; }

    /// <summary>Coefficients, `[blocksDown × blocksAcross × 64]`, in natural order.</summary>
    public short[] Coefficients { get; set; } = [];

    /// <summary>Samples, `[8·blocksDown × 8·blocksAcross]`, once transformed.</summary>
    public byte[] Samples { get; set; } = [];

    public HuffmanCode? Dc { get; set; }

    public HuffmanCode? Ac { get; set; }

    /// <summary>The DC coefficient of the block before.</summary>
    public int Predictor { get; set; }
}

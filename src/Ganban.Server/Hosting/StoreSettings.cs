namespace Ganban.Server.Hosting;

/// <summary>What the store of models may take: section <c>Ganban:Store</c>.</summary>
public sealed class StoreSettings
{
    /// <summary>The most bytes of all models together; absent: only the disk is the limit.</summary>
    public long? BytesMax { get; set; }

    /// <summary>Bytes of the disk that stay free.</summary>
    public long FreeBytesMin { get; set; } = 256L << 20;
}

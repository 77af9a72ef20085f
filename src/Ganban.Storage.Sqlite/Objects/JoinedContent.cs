using System.Globalization;
using Ganban.Storage.Objects;

namespace Ganban.Storage.Sqlite.Objects;

/// <summary>The content of parts, one behind the other, with the checksum that their upload was begun with.</summary>
internal sealed class JoinedContent(IReadOnlyList<PartRow> parts, UploadOptions options, Stream destination)
{
    private const int BufferBytes = 1 << 20;

    /// <summary>
    /// The checksum; null where the upload has none, or a part lacks its own. Known after the copying.
    /// </summary>
    public ObjectChecksum? Checksum { get; private set; }

    /// <summary>Copies the parts.</summary>
    public async Task Copy(ObjectFiles files, CancellationToken cancellationToken)
    {
        using var whole = options is { Checksum: { } algorithm, IsComposite: false }
            ? ChecksumCalculator.Create(algorithm)
            : null;
        var buffer = new byte[BufferBytes];
        foreach (var part in parts)
        {
            await using var file = files.Open(part.File)
                ?? throw new ObjectStoreException(
                    ObjectStoreError.NoSuchUpload, "The specified upload was completed or aborted meanwhile.");
            int count;
            while ((count = await file.ReadAsync(buffer, cancellationToken)) > 0)
            {
                whole?.Append(buffer.AsSpan(0, count));
                await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }

        Checksum = whole is null ? Composite() : new ObjectChecksum(options.Checksum!.Value, whole.Finish());
    }

    private ObjectChecksum? Composite()
    {
        if (options.Checksum is not { } algorithm
            || parts.Any(row => row.Part.Checksum?.Algorithm != algorithm))
        {
            return null;
        }

        using var calculator = ChecksumCalculator.Create(algorithm);
        foreach (var row in parts)
        {
            calculator.Append(Convert.FromBase64String(row.Part.Checksum!.Value));
        }

        var count = parts.Count.ToString(CultureInfo.InvariantCulture);
        return new ObjectChecksum(algorithm, $"{calculator.Finish()}-{count}", IsComposite: true);
    }
}

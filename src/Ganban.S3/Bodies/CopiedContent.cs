using Ganban.S3.Errors;
using Ganban.Storage.Objects;

namespace Ganban.S3.Bodies;

/// <summary>The content of another object, with a checksum of the kind wanted, or of the other's kind.</summary>
internal sealed class CopiedContent(ObjectReading reading, ChecksumAlgorithm? wanted)
{
    private const int CopyBytes = 1 << 20;

    public async Task<ObjectChecksum?> CopyTo(Stream destination, CancellationToken cancellationToken)
    {
        var algorithm = wanted ?? reading.Object.Checksum?.Algorithm;
        using var checksum = algorithm is { } known ? ChecksumCalculator.Create(known) : null;
        await using var content = new CheckedStream(destination, long.MaxValue, S3Errors.EntityTooLarge)
        {
            Checksum = checksum,
        };
        await reading.Content.CopyToAsync(content, CopyBytes, cancellationToken);
        return checksum is null ? null : new ObjectChecksum(algorithm!.Value, checksum.Finish());
    }
}

using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Ganban.Storage;

/// <summary>
/// Turns list positions into opaque tokens and back. A token is base64url of: creation time in ticks (8 bytes),
/// ordinal (8 bytes), name (UTF-8), HMAC-SHA-256 cut to 16 bytes. The HMAC also covers tenant, kind, filters and order,
/// so a token works for the list that it was made for and no other.
/// </summary>
internal sealed class PageTokens(ReadOnlyMemory<byte> key)
{
    private const int HeadBytes = 16;
    private const int SealBytes = 16;
    private const int TokenCharsMax = 2048;

    public string Write(ListScan scan, ListPosition position)
    {
        var name = Encoding.UTF8.GetBytes(position.Name);
        var token = new byte[HeadBytes + name.Length + SealBytes];
        BinaryPrimitives.WriteInt64BigEndian(token, position.CreatedAt.UtcTicks);
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(8), position.Ordinal);
        name.CopyTo(token, HeadBytes);
        Seal(scan, token.AsSpan(0, token.Length - SealBytes)).CopyTo(token.AsSpan(token.Length - SealBytes));
        return Base64Url.EncodeToString(token);
    }

    public ListPosition Read(ListScan scan, string token)
    {
        if (token.Length > TokenCharsMax || !Base64Url.IsValid(token))
        {
            throw new InvalidPageTokenException();
        }

        var bytes = Base64Url.DecodeFromChars(token).AsSpan();
        if (bytes.Length < HeadBytes + SealBytes)
        {
            throw new InvalidPageTokenException();
        }

        var body = bytes[..^SealBytes];
        if (!CryptographicOperations.FixedTimeEquals(Seal(scan, body), bytes[^SealBytes..]))
        {
            throw new InvalidPageTokenException();
        }

        return new ListPosition(
            new DateTimeOffset(BinaryPrimitives.ReadInt64BigEndian(body), TimeSpan.Zero),
            Encoding.UTF8.GetString(body[HeadBytes..]),
            BinaryPrimitives.ReadInt64BigEndian(body[8..]));
    }

    private ReadOnlySpan<byte> Seal(ListScan scan, ReadOnlySpan<byte> body)
    {
        using var sealedBytes = new MemoryStream();
        using var writer = new BinaryWriter(sealedBytes);
        var query = scan.Query;
        writer.Write(scan.Tenant.Account);
        writer.Write(scan.Tenant.Region);
        writer.Write(scan.Kind);
        foreach (var filter in (string?[])[query.Id, query.Version, query.Parent, query.NameContains])
        {
            writer.Write(filter is not null);
            writer.Write(filter ?? "");
        }

        writer.Write(query.CreatedAfter?.UtcTicks ?? -1);
        writer.Write(query.CreatedBefore?.UtcTicks ?? -1);
        writer.Write((int)query.Sort);
        writer.Write(body);
        writer.Flush();
        return HMACSHA256.HashData(key.Span, sealedBytes.ToArray()).AsSpan(0, SealBytes);
    }
}

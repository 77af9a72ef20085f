using System.Buffers;
using System.Text;

namespace Ganban.Protocol.Signatures;

/// <summary>
/// The path line of a canonical request. Every service but S3 signs the path as it stands on the wire, normalised
/// (empty segments, <c>.</c> and <c>..</c> removed) and encoded once more, so that <c>%3A</c> becomes <c>%253A</c>.
/// S3 signs object names: neither normalised nor encoded twice.
/// </summary>
internal static class CanonicalPath
{
    public static void Write(IBufferWriter<byte> output, string rawPath, string service)
    {
        if (service == "s3")
        {
            WriteDecodedOnce(output, rawPath);
        }
        else
        {
            WriteNormalised(output, rawPath);
        }
    }

    private static void WriteDecodedOnce(IBufferWriter<byte> output, string rawPath)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(rawPath.Length));
        var count = PercentEncoding.Decode(rawPath, bytes, plusIsSpace: false);
        PercentEncoding.Write(output, count == 0 ? "/"u8 : bytes.AsSpan(0, count), keepSlash: true);
        ArrayPool<byte>.Shared.Return(bytes);
    }

    private static void WriteNormalised(IBufferWriter<byte> output, string rawPath)
    {
        var path = NeedsNormalising(rawPath) ? Normalised(rawPath) : rawPath;
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(path.Length));
        var count = Encoding.UTF8.GetBytes(path, bytes);
        PercentEncoding.Write(output, bytes.AsSpan(0, count), keepSlash: true);
        ArrayPool<byte>.Shared.Return(bytes);
    }

    private static bool NeedsNormalising(string path) =>
        path.Length == 0 || path[0] != '/' || path.Contains("//", StringComparison.Ordinal)
        || path.Contains("/.", StringComparison.Ordinal);

    private static string Normalised(string path)
    {
        var kept = new List<string>();
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == "..")
            {
                if (kept.Count > 0)
                {
                    kept.RemoveAt(kept.Count - 1);
                }
            }
            else if (segment != ".")
            {
                kept.Add(segment);
            }
        }

        var endsInSlash = kept.Count > 0 && path.EndsWith('/');
        return $"/{string.Join('/', kept)}{(endsInSlash ? "/" : "")}";
    }
}

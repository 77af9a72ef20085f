namespace Ganban.Protocol.Routing;

/// <summary>
/// Decides whether a path means one thing only. A signature covers the path without its empty, <c>.</c> and <c>..</c>
/// segments, and proxies differ in when they remove them: a path that has any could be signed as one operation and
/// answered as another.
/// </summary>
internal static class RawPath
{
    /// <summary>Whether the path, as it arrived, holds neither empty nor dot segments, encoded ones included.</summary>
    public static bool IsUnambiguous(string path)
    {
        if (!path.StartsWith('/') || path.Contains("//", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var range in path.AsSpan().Split('/'))
        {
            var segment = path.AsSpan(range);
            if ((segment.StartsWith(".") || segment.StartsWith("%")) && Label.Decode(segment.ToString()) is "." or "..")
            {
                return false;
            }
        }

        return true;
    }
}

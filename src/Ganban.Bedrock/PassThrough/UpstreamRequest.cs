namespace Ganban.Bedrock.PassThrough;

/// <summary>A request that is sent on.</summary>
/// <param name="Region">The region that the caller asked in.</param>
/// <param name="Path">The path, encoded.</param>
/// <param name="Headers">The headers besides those of signature and host.</param>
/// <param name="Body">The body, unchanged.</param>
public sealed record UpstreamRequest(
    string Region,
    string Path,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    ReadOnlyMemory<byte> Body);

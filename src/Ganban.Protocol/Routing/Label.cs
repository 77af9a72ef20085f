namespace Ganban.Protocol.Routing;

/// <summary>
/// Decodes a path label. Clients send it raw, percent-encoded once, or (through a proxy or an eager library) twice; no
/// identifier of the contract holds a percent sign, so that decoding again is safe.
/// </summary>
internal static class Label
{
    public static string Decode(string segment)
    {
        var text = segment.Contains('%') ? Uri.UnescapeDataString(segment) : segment;
        return text.Contains('%') ? Uri.UnescapeDataString(text) : text;
    }
}

using System.Text;

namespace Ganban.Fuzz.Tests;

/// <summary>A request to send: made from a valid one, then spoiled.</summary>
public sealed record FuzzCase
{
    private const int BodyShownMax = 600;

    /// <summary>The operation and what was done to it, for messages.</summary>
    public required string Name { get; init; }

    public required string Method { get; init; }

    /// <summary>The path as it goes over the wire.</summary>
    public required string Path { get; init; }

    public string Query { get; init; } = "";

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public byte[] Body { get; init; } = [];

    public override string ToString()
    {
        var headers = string.Join(", ", Headers.Select(header => $"{header.Key}: {header.Value}"));
        var body = Encoding.Latin1.GetString(Body.AsSpan(0, Math.Min(Body.Length, BodyShownMax)));
        return $"{Name}\n{Method} {Path}?{Query}\n{headers}\n{Body.Length} bytes: {body}";
    }
}

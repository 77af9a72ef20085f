using System.Text.Json;
using Ganban.Bedrock.Invocation;

namespace Ganban.Bedrock.Doors;

/// <summary>A request as an operation of a front door sees it.</summary>
/// <param name="Id">What the path names, decoded; empty where it names nothing.</param>
/// <param name="Query">The query's parameters, decoded.</param>
/// <param name="Body">The body, decompressed.</param>
public sealed record DoorRequest(
    string Id,
    IReadOnlyList<KeyValuePair<string, string>> Query,
    ReadOnlyMemory<byte> Body)
{
    /// <summary>The body as JSON.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">It is none, or it is unsound.</exception>
    public JsonElement Json() => NativeInvocation.Parse(Body);

    /// <summary>A parameter of the query; null when absent.</summary>
    public string? Parameter(string name)
    {
        foreach (var (key, value) in Query)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }
}

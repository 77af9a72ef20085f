using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>
/// Compares JSON as clients see it: order of members aside, and random identifiers by their form only.
/// </summary>
internal static partial class Wire
{
    /// <summary>The member of a chat completion's body that offers one tool.</summary>
    public const string StockTool = """
        "tools":[{"type":"function","function":{"name":"stock_level","description":"stock of a part","parameters":
         {"type":"object","properties":{"part":{"type":"string"}},"required":["part"]} } }]
        """;

    public static void Same(string expected, string actual) =>
        Assert.Equal(Canonical(expected), Canonical(Anonymous(actual)));

    public static void Same(string[] expected, IEnumerable<string> actual) =>
        Assert.Equal(expected.Select(Canonical), actual.Select(Anonymous).Select(Canonical));

    public static string Json(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static string Anonymous(string json) => Signature().Replace(WithoutIds(json), "$1\"signature*\"");

    private static string WithoutIds(string json) => Id().Replace(
        Mistral().Replace(Created().Replace(Uuid().Replace(json, "uuid"), "$1 1"), "$1\"mistral*\""), "$1*");

    private static string Canonical(string json) => Sorted(JsonNode.Parse(json))?.ToJsonString() ?? "null";

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    [GeneratedRegex(
        "((?:msg|toolu)_bdrk_01(?=[A-Za-z0-9]{22}\")|tooluse_(?=[A-Za-z0-9_-]{22}\")|chatcmpl-(?=[0-9a-f]{32}\")"
        + "|call_(?=[A-Za-z0-9]{24}\"))[^\"]*")]
    private static partial Regex Id();

    [GeneratedRegex("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex("(\"signature\":)\"[^\"]{43,}=\"")]
    private static partial Regex Signature();

    [GeneratedRegex("(\"created\":)1[0-9]{9}")]
    private static partial Regex Created();

    [GeneratedRegex("(\"id\":)\"[A-Za-z0-9]{9}\"")]
    private static partial Regex Mistral();
}

using System.Text.Json.Nodes;

namespace Ganban.Server.Tests.Clients;

/// <summary>What a call of an SDK gave back, as the SDK's user sees it.</summary>
internal sealed class SdkResult(JsonObject result)
{
    /// <summary>The HTTP status.</summary>
    public int Status => (result["error"]?["status"] ?? result["status"])!.GetValue<int>();

    /// <summary>The request's identifier.</summary>
    public string RequestId => (result["error"]?["requestId"] ?? result["requestId"])!.GetValue<string>();

    /// <summary>The name of the error's class or code; null when there is no error.</summary>
    public string? Error => result["error"]?["name"]!.GetValue<string>();

    /// <summary>The error's message.</summary>
    public string Message => result["error"]!["message"]!.GetValue<string>();

    /// <summary>The output.</summary>
    public JsonNode Output => result["error"] is null
        ? result["output"]!
        : throw new InvalidOperationException("The call failed: " + result["error"]!.ToJsonString());

    /// <summary>The body of InvokeModel's output.</summary>
    public JsonNode Body => JsonNode.Parse(Text(Output["body"]!))!;

    /// <summary>The text of Converse's output.</summary>
    public string AnswerText => string.Concat(
        Output["output"]!["message"]!["content"]!.AsArray().Select(block => (string?)block!["text"]));

    /// <summary>The events of a stream, those before a break included.</summary>
    public IReadOnlyList<JsonNode> Events => [.. Stream.Select(item => item!)];

    /// <summary>The chunks of InvokeModelWithResponseStream's output.</summary>
    public IReadOnlyList<JsonNode> Chunks =>
        [.. Events.Select(item => JsonNode.Parse(Text(item["chunk"]!["bytes"]!))!)];

    private JsonArray Stream => (result["events"] ?? Output["stream"] ?? Output["body"] ?? Output["completion"]
        ?? Output["responseStream"])!.AsArray();

    /// <summary>Whether the response came over HTTP/2, which sends the status as a header.</summary>
    public bool CameOverHttp2 => result["headers"]!.AsObject().ContainsKey(":status");

    /// <summary>A response header; null when absent.</summary>
    public string? Header(string name) => result["headers"]![name]?.GetValue<string>();

    /// <summary>The name of a stream's event.</summary>
    public static string NameOf(JsonNode item) => Assert.Single(item.AsObject()).Key;

    private static string Text(JsonNode blob) => blob["$text"]!.GetValue<string>();
}

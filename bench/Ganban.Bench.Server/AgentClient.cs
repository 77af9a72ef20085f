using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using Ganban.Protocol.EventStream;

namespace Ganban.Bench.Server;

/// <summary>Invokes agents that requests describe, and plays their callers.</summary>
internal sealed class AgentClient(Uri address, HttpClient http)
{
    private const int RoundsMax = 10;

    /// <summary>Puts a document into a new knowledge base.</summary>
    /// <returns>The knowledge base.</returns>
    public async Task<string> KnowledgeBase(string name, string document)
    {
        var made = await Send(HttpMethod.Put, "/knowledgebases/", """
            {"name":"NAME","roleArn":"arn:aws:iam::000000000000:role/bench","knowledgeBaseConfiguration":{
             "type":"VECTOR","vectorKnowledgeBaseConfiguration":{"embeddingModelArn":
             "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0"}},
             "storageConfiguration":{"type":"S3_VECTORS","s3VectorsConfiguration":{
             "indexArn":"arn:aws:s3vectors:us-east-1:000000000000:bucket/vectors/index/bench"}}}
            """.Replace("NAME", name, StringComparison.Ordinal));
        var id = (string)made["knowledgeBase"]!["knowledgeBaseId"]!;
        var source = await Send(
            HttpMethod.Put,
            $"/knowledgebases/{id}/datasources/",
            """{"name":"custom","dataSourceConfiguration":{"type":"CUSTOM"}}""");
        var text = new JsonObject { ["data"] = document };
        await Send(
            HttpMethod.Put,
            $"/knowledgebases/{id}/datasources/{source["dataSource"]!["dataSourceId"]}/documents",
            """
            {"documents":[{"content":{"dataSourceType":"CUSTOM","custom":{"customDocumentIdentifier":{"id":"1"},
             "sourceType":"IN_LINE","inlineContent":{"type":"TEXT","textContent":CONTENT}}}}]}
            """.Replace("CONTENT", text.ToJsonString(), StringComparison.Ordinal));
        return id;
    }

    /// <summary>Asks an agent and carries out what it wants of its caller.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="session">The session.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="answer">What the caller's functions answer to their first value.</param>
    /// <returns>The agent's answer; what went wrong where it has none.</returns>
    public async Task<string> Ask(JsonObject agent, string session, string question, Func<string, string> answer)
    {
        var body = agent.DeepClone().AsObject();
        body["inputText"] = question;
        for (var round = 0; round < RoundsMax; round++)
        {
            var (text, control) = await Invoke(session, body);
            if (control is null)
            {
                return text;
            }

            body = agent.DeepClone().AsObject();
            body["inlineSessionState"] = new JsonObject
            {
                ["invocationId"] = control["invocationId"]!.DeepClone(),
                ["returnControlInvocationResults"] = new JsonArray(
                [
                    .. control["invocationInputs"]!.AsArray()
                        .Select(input => Result(input!["functionInvocationInput"]!, answer)),
                ]),
            };
        }

        return "It came to no end.";
    }

    private static JsonNode Result(JsonNode input, Func<string, string> answer) => new JsonObject
    {
        ["functionResult"] = new JsonObject
        {
            ["actionGroup"] = input["actionGroup"]!.DeepClone(),
            ["function"] = input["function"]!.DeepClone(),
            ["responseBody"] = new JsonObject
            {
                ["TEXT"] = new JsonObject
                {
                    ["body"] = answer(input["parameters"]!.AsArray() is [{ } first, ..] ? (string)first["value"]! : ""),
                },
            },
        },
    };

    private async Task<(string Text, JsonNode? Control)> Invoke(string session, JsonObject body)
    {
        using var request = Client.Signed(
            HttpMethod.Post, address, $"/agents/{session}", body.ToJsonString());
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (!response.IsSuccessStatusCode)
        {
            return ($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}", null);
        }

        var text = new StringBuilder();
        JsonNode? control = null;
        await using var stream = await response.Content.ReadAsStreamAsync();
        await foreach (var message in new EventStreamReader(PipeReader.Create(stream)).ReadAllAsync())
        {
            var payload = JsonNode.Parse(message.Payload.Span)!;
            switch (message.EventType)
            {
                case "chunk":
                    text.Append(Encoding.UTF8.GetString(Convert.FromBase64String((string)payload["bytes"]!)));
                    break;
                case "returnControl":
                    control = payload;
                    break;
                case null:
                    text.Append("failed: ").Append(payload["message"]);
                    break;
            }
        }

        return (text.ToString(), control);
    }

    private async Task<JsonNode> Send(HttpMethod method, string path, string body)
    {
        using var request = Client.Signed(method, address, path, body);
        using var response = await http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonNode.Parse(answer)! : throw new InvalidOperationException(answer);
    }
}

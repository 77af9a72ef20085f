using System.Text.Json.Nodes;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Observation;

/// <summary>The invocation log of a region on a server under test.</summary>
internal sealed class LoggedCalls(string data, string region, string logGroup)
{
    public const string Path = "/logging/modelinvocations";
    private const string Role = "arn:aws:iam::000000000000:role/logs";
    private static readonly TimeSpan RecordMax = TimeSpan.FromSeconds(30);

    private string Folder => System.IO.Path.Combine(data, "logs", "000000000000", region, logGroup);

    /// <summary>Turns the log on, with flags beside its destination.</summary>
    public async Task TurnOn(SignedHttp http, JsonObject? flags = null)
    {
        var config = flags ?? [];
        config["cloudWatchConfig"] = new JsonObject { ["logGroupName"] = logGroup, ["roleArn"] = Role };
        var body = new JsonObject { ["loggingConfig"] = config }.ToJsonString();
        using var response = await http.Send(HttpMethod.Put, Path, body);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The record of a response, which is written soon after it.</summary>
    public async Task<JsonNode> Of(HttpResponseMessage response)
    {
        var id = response.Headers.GetValues("x-amzn-RequestId").Single();
        using var late = new CancellationTokenSource(RecordMax);
        while (true)
        {
            if (All().FirstOrDefault(record => (string)record["requestId"]! == id) is { } found)
            {
                return found;
            }

            await Task.Delay(20, late.Token);
        }
    }

    /// <summary>All records up to now.</summary>
    public IEnumerable<JsonNode> All()
    {
        var files = Directory.Exists(Folder) ? Directory.GetFiles(Folder) : [];
        return files
            .SelectMany(file => Text(file).Split('\n')[..^1]) // What follows the last line's end is under way.
            .Select(line => JsonNode.Parse(line)!);
    }

    private static string Text(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Functions;

/// <summary>Functions of a server, over HTTP.</summary>
internal sealed class FunctionCalls(Uri address) : IDisposable
{
    private const string Functions = "/2015-03-31/functions";
    private readonly SignedHttp _http = new(address) { Service = "lambda" };

    public void Dispose() => _http.Dispose();

    /// <summary>Makes a Python function of a source whose <c>handler</c> is called, and gives its ARN.</summary>
    public async Task<string> Create(string name, string source, int timeoutSeconds = 20) => (string)(await Post(
        Functions,
        new
        {
            FunctionName = name,
            Runtime = "python3.12",
            Role = "arn:aws:iam::000000000000:role/any",
            Handler = "app.handler",
            Timeout = timeoutSeconds,
            Code = new { ZipFile = Convert.ToBase64String(Zip("app.py", source)) },
        }))["FunctionArn"]!;

    /// <summary>Replaces a function's source.</summary>
    public async Task Replace(string name, string source)
    {
        var body = new JsonObject { ["ZipFile"] = Convert.ToBase64String(Zip("app.py", source)) };
        using var response = await _http.Send(HttpMethod.Put, $"{Functions}/{name}/code", body.ToJsonString());
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Publishes a version and lets an alias lead to it; gives the alias's ARN.</summary>
    public async Task<string> Publish(string name, string alias)
    {
        var version = (string)(await Post($"{Functions}/{name}/versions", new { }))["Version"]!;
        var made = await Post($"{Functions}/{name}/aliases", new { Name = alias, FunctionVersion = version });
        return (string)made["AliasArn"]!;
    }

    /// <summary>Calls a function; gives the status and the body.</summary>
    public async Task<(int Status, string Body)> Invoke(string name, string payload, string? clientContext = null)
    {
        _http.SignedHeaders.Clear();
        if (clientContext is not null)
        {
            _http.SignedHeaders["X-Amz-Client-Context"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(clientContext));
        }

        using var response = await _http.Send(HttpMethod.Post, $"{Functions}/{name}/invocations", payload);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>A package of one file.</summary>
    public static byte[] Zip(string name, string text)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var file = zip.CreateEntry(name).Open();
            file.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }

    private async Task<JsonNode> Post(string path, object body)
    {
        using var response = await _http.Post(path, body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await SignedHttp.Json(response);
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Ganban.TestKit;

/// <summary>
/// A server on loopback that behaves like a hub of models: it lists a repository's files and redirects to a second
/// server, which sends them, whole or in ranges. It can misbehave in the ways that networks and servers do.
/// </summary>
public sealed class FakeHub : IDisposable
{
    /// <summary>The commit that the hub names.</summary>
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly CancellationTokenSource _end = new();
    private readonly TcpListener _hub = new(IPAddress.Loopback, 0);
    private readonly TcpListener _cdn = new(IPAddress.Loopback, 0);
    private int _tag;

    /// <summary>Starts both servers.</summary>
    public FakeHub()
    {
        _hub.Start();
        _cdn.Start();
        _ = Accept(_hub, AnswerHub);
        _ = Accept(_cdn, AnswerCdn);
    }

    /// <summary>The hub's address.</summary>
    public Uri Address => AddressOf(_hub);

    /// <summary>The address of the server that has the files.</summary>
    public Uri Cdn => AddressOf(_cdn);

    /// <summary>The files of the repository `acme/tiny` by path.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    /// <summary>What was asked, in order: server, path, and the headers that matter.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The token that is demanded, or null.</summary>
    public string? Token { get; set; }

    /// <summary>Statuses with which the hub refuses the next requests, with `Retry-After: 0`.</summary>
    public ConcurrentQueue<int> Refusals { get; } = new();

    /// <summary>How many of the next answers of the second server break off in the middle.</summary>
    public int Cuts { get; set; }

    /// <summary>Whether the second server understands ranges.</summary>
    public bool Ranges { get; set; } = true;

    /// <summary>Whether the hub names a wrong checksum.</summary>
    public bool WrongChecksum { get; set; }

    /// <summary>Called before the second server answers.</summary>
    public Action? BeforeAnswer { get; set; }

    /// <summary>Gives all contents other tags, as if they had been uploaded anew.</summary>
    public void Renew() => Interlocked.Increment(ref _tag);

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Cancel();
        _hub.Dispose();
        _cdn.Dispose();
        _end.Dispose();
    }

    private static Uri AddressOf(TcpListener listener) => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    private async Task Accept(
        TcpListener listener, Func<string, Dictionary<string, string>, NetworkStream, Task> answer)
    {
        try
        {
            while (true)
            {
                _ = Serve(await listener.AcceptTcpClientAsync(_end.Token), answer);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task Serve(TcpClient client, Func<string, Dictionary<string, string>, NetworkStream, Task> answer)
    {
        using (client)
        {
            try
            {
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, false, 4096, leaveOpen: true);
                var line = await reader.ReadLineAsync(_end.Token) ?? "";
                var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 } header)
                {
                    var at = header.IndexOf(':', StringComparison.Ordinal);
                    headers[header[..at]] = header[(at + 1)..].Trim();
                }

                var path = line.Split(' ') is [_, var target, _] ? target : "/";
                Requests.Enqueue($"{(answer == AnswerHub ? "hub" : "cdn")} {path} "
                    + string.Join(' ', headers.Where(header => header.Key is "Authorization" or "Range" or "If-Range").Select(header => $"{header.Key}={header.Value}")));
                await answer(path, headers, stream);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
            }
        }
    }

    private async Task AnswerHub(string path, Dictionary<string, string> headers, NetworkStream stream)
    {
        if (Refusals.TryDequeue(out var status))
        {
            await Send(stream, status, "Retry-After: 0\r\n", []);
        }
        else if (Token is not null && headers.GetValueOrDefault("Authorization") != $"Bearer {Token}")
        {
            await Send(stream, headers.ContainsKey("Authorization") ? 403 : 401, "", []);
        }
        else if (path.StartsWith("/api/models/acme/tiny/revision/main", StringComparison.Ordinal))
        {
            var siblings = Files.Select(file => $$$"""{"rfilename":"{{{file.Key}}}","size":{{{file.Value.Length}}},"lfs":{"size":{{{file.Value.Length}}},"sha256":"{{{Hash(file.Value)}}}"}}""");
            await Send(stream, 200, "", Encoding.UTF8.GetBytes($$"""{"sha":"{{Commit}}","siblings":[{{string.Join(',', siblings)}}]}"""));
        }
        else if (path.StartsWith($"/acme/tiny/resolve/{Commit}/", StringComparison.Ordinal)
            && Files.TryGetValue(Uri.UnescapeDataString(path.Split(Commit + "/")[1]), out var content))
        {
            await Send(stream, 302, $"Location: {Cdn}files/{path.Split(Commit + "/")[1]}?signature=secret\r\nX-Repo-Commit: {Commit}\r\nX-Linked-Etag: \"{Hash(content)}\"\r\n", []);
        }
        else
        {
            await Send(stream, 404, "", []);
        }
    }

    private async Task AnswerCdn(string path, Dictionary<string, string> headers, NetworkStream stream)
    {
        BeforeAnswer?.Invoke();
        var name = Uri.UnescapeDataString(path["/files/".Length..].Split('?')[0]);
        if (!Files.TryGetValue(name, out var content))
        {
            await Send(stream, 404, "", []);
            return;
        }

        var tag = $"\"tag-{Volatile.Read(ref _tag)}\"";
        var first = $"ETag: {tag}\r\nAccept-Ranges: {(Ranges ? "bytes" : "none")}\r\n";
        var range = Ranges && headers.GetValueOrDefault("If-Range", tag) == tag ? headers.GetValueOrDefault("Range") : null;
        if (range is null)
        {
            await Send(stream, 200, first, content, Cut(content.Length));
            return;
        }

        var bounds = range["bytes=".Length..].Split('-');
        var start = int.Parse(bounds[0], CultureInfo.InvariantCulture);
        var end = Math.Min(int.Parse(bounds[1], CultureInfo.InvariantCulture) + 1, content.Length);
        if (start >= content.Length)
        {
            await Send(stream, 416, $"Content-Range: bytes */{content.Length}\r\n", []);
            return;
        }

        await Send(
            stream, 206, $"{first}Content-Range: bytes {start}-{end - 1}/{content.Length}\r\n", content[start..end], Cut(end - start));
    }

    // A cut answer ends after half of its bytes; one byte alone, as a first look takes, is never cut.
    private int Cut(int length)
    {
        lock (Files)
        {
            return length > 1 && Cuts > 0 && Cuts-- > 0 ? length / 2 : length;
        }
    }

    private string Hash(byte[] content)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        return WrongChecksum ? new string([.. hash.Reverse()]) : hash;
    }

    private static async Task Send(NetworkStream stream, int status, string headers, byte[] body, int? bytes = null)
    {
        var head = $"HTTP/1.1 {status} Status\r\nConnection: close\r\nContent-Length: {body.Length}\r\n{headers}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await stream.WriteAsync(body.AsMemory(0, bytes ?? body.Length));
    }
}

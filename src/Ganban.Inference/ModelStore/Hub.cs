using System.Text.Json;

namespace Ganban.Inference.ModelStore;

/// <summary>A hub's programming interface: which files a revision of a repository has.</summary>
internal sealed class Hub(HubHttp http)
{
    private const int ListBytesMax = 32 << 20;
    private const int FilesMax = 20_000;

    /// <summary>The commit behind a revision, and its files.</summary>
    public async Task<HubRevision> Find(HubAddress address, CancellationToken cancellationToken)
    {
        var (owner, repository, revision) = address;
        var list = new Uri(
            http.Options.Endpoint, $"/api/models/{owner}/{repository}/revision/{revision}?blobs=true");
        using var answer = (await http.Get(list, null, null, cancellationToken)).Response;
        try
        {
            using var json = JsonDocument.Parse(await ReadAll(answer, cancellationToken));
            return new HubRevision(
                json.RootElement.GetProperty("sha").GetString() is { Length: >= 7 and <= 64 } commit
                    && commit.All(char.IsAsciiLetterOrDigit)
                        ? commit
                        : throw new ModelStoreException($"{list} names no commit."),
                [.. json.RootElement.GetProperty("siblings").EnumerateArray().Take(FilesMax).Select(ReadFile)]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new ModelStoreException($"{list} does not answer with a list of files: {e.Message}", e);
        }
    }

    /// <summary>The address of a file.</summary>
    public Uri AddressOf(HubAddress address, HubRevision revision, HubFile file) => new(
        http.Options.Endpoint,
        $"/{address.Owner}/{address.Repository}/resolve/{revision.Commit}/"
            + string.Join('/', file.Path.Split('/').Select(Uri.EscapeDataString)));

    private static HubFile ReadFile(JsonElement json)
    {
        var stored = json.TryGetProperty("lfs", out var lfs) && lfs.ValueKind is JsonValueKind.Object ? lfs : json;
        return new HubFile(
            json.GetProperty("rfilename").GetString()!,
            stored.TryGetProperty("size", out var size) && size.TryGetInt64(out var bytes) ? bytes : null,
            Checksum.Of(stored.TryGetProperty("sha256", out var hash) ? hash.GetString() : null));
    }

    private async Task<byte[]> ReadAll(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = await Silence.Read(body, buffer, http, cancellationToken)) > 0;)
        {
            if (bytes.Length + read > ListBytesMax)
            {
                throw new ModelStoreException($"The hub's list of files is longer than {ListBytesMax} bytes.");
            }

            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }
}

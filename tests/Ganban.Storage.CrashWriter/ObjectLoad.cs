using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ganban.Storage.Objects;

namespace Ganban.Storage.CrashWriter;

/// <summary>
/// Endless concurrent writes of objects. A line announces each before it begins, another reports that the store has
/// acknowledged it; a line ends in " ." so that half a line is recognised.
/// </summary>
/// <param name="store">The store to write to.</param>
/// <param name="round">Number that keeps the keys of different processes apart.</param>
public sealed class ObjectLoad(IBucketStore store, int round)
{
    public const string Account = "123456789012";
    public const string Bucket = "crash";
    private const int Workers = 4;
    private const int Keys = 3;

    private static readonly ObjectHeaders s_headers = new() { ContentType = "application/octet-stream" };
    private readonly Lock _outputLock = new();
    private readonly Stream _output = Console.OpenStandardOutput();

    /// <summary>The content of a key's version: its length and bytes follow from both.</summary>
    public static byte[] Content(string key, int version)
    {
        var seed = SHA256.HashData(Encoding.UTF8.GetBytes($"{key} {version}"));
        var content = new byte[seed[0] * 700 + seed[1]];
        for (var i = 0; i < content.Length; i++)
        {
            content[i] = (byte)(seed[i % seed.Length] + i / seed.Length);
        }

        return content;
    }

    public static ObjectAddress At(string key) => new(Account, Bucket, key);

    public async Task RunAsync()
    {
        try
        {
            await store.CreateBucket(Account, Bucket, "us-east-1", CancellationToken.None);
        }
        catch (ObjectStoreException e) when (e.Error == ObjectStoreError.BucketAlreadyOwnedByYou)
        {
            // An earlier round made it.
        }

        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(worker))));
    }

    private async Task WorkAsync(int worker)
    {
        for (var version = 1; ; version++)
        {
            var key = $"{round}/{worker}/{version % Keys}";
            Report("writing", key, version);
            await (version % 4 == 0 ? UploadInParts(key, version) : Put(key, version));
            Report("wrote", key, version);
            if (version % 5 == 0)
            {
                Report("writing", key, 0);
                await store.Delete(At(key), CancellationToken.None);
                Report("wrote", key, 0);
            }
        }
    }

    private Task Put(string key, int version) =>
        store.Put(At(key), Content(key, version), s_headers, CancellationToken.None);

    private async Task UploadInParts(string key, int version)
    {
        var upload = await store.BeginUpload(At(key), new UploadOptions(s_headers), CancellationToken.None);
        var part = await store.PutPart(
            At(key),
            upload.Id,
            1,
            async (destination, token) =>
            {
                await destination.WriteAsync(Content(key, version), token);
                return null;
            },
            CancellationToken.None);
        await store.CompleteUpload(
            At(key), upload.Id, [new PartReference(1, part.ETag)], default, CancellationToken.None);
    }

    private void Report(string what, string key, int version)
    {
        var number = version.ToString(CultureInfo.InvariantCulture);
        var bytes = Encoding.UTF8.GetBytes($"{what} {key} {number} .\n");
        lock (_outputLock)
        {
            _output.Write(bytes);
            _output.Flush();
        }
    }
}

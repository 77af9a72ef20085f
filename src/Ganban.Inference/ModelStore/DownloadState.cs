using System.Text.Json;

namespace Ganban.Inference.ModelStore;

/// <summary>What is known of a file that is not whole yet; kept beside it, so that another process can go on.</summary>
/// <param name="Identity">What tells this content from another of the same address.</param>
/// <param name="Bytes">The whole file's length.</param>
/// <param name="Ranges">Start and end of what is there, one behind the other.</param>
internal sealed record DownloadState(string Identity, long Bytes, IReadOnlyList<long> Ranges)
{
    private const int BytesMax = 16 << 20;

    public static DownloadState? Load(string path)
    {
        try
        {
            var state = new FileInfo(path) is { Exists: true, Length: <= BytesMax }
                ? JsonSerializer.Deserialize(File.ReadAllBytes(path), StoreJson.Default.DownloadState)
                : null;
            return state is { Identity: not null, Ranges: not null } ? state : null;
        }
        catch (JsonException)
        {
            // A process that was killed may have left anything. Then all is fetched again.
            return null;
        }
    }

    public void Save(string path)
    {
        var next = path + ".new";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(this, StoreJson.Default.DownloadState));
        File.Move(next, path, overwrite: true);
    }

    public ByteRanges ToRanges()
    {
        var ranges = new ByteRanges();
        for (var index = 0; index + 1 < Ranges.Count; index += 2)
        {
            ranges.Add(Math.Clamp(Ranges[index], 0, Bytes), Math.Clamp(Ranges[index + 1], 0, Bytes));
        }

        return ranges;
    }
}

using System.Net;
using System.Net.Http.Headers;

namespace Ganban.Inference.ModelStore;

/// <summary>
/// Fetches one file: in parts, some at a time, each tried again where a connection broke, going on where an earlier
/// process stopped. What arrives lies in `NAME.part`, what of it is there in `NAME.part.json`.
/// </summary>
internal sealed class FileDownload(HubHttp http, Action<long> requireSpace)
{
    private const int RestartsMax = 2;

    /// <summary>Fetches a file and checks it.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="target">The path that it gets when it is whole.</param>
    /// <param name="checksum">What it must be, or null if only the server's own word can tell.</param>
    /// <param name="progress">Takes how far it is.</param>
    /// <param name="cancellationToken">Ends it; what is there is kept.</param>
    public async Task Fetch(
        Uri address,
        string target,
        string? checksum,
        IProgress<PullProgress>? progress,
        CancellationToken cancellationToken)
    {
        for (var restarts = 0; ; restarts++)
        {
            var remote = await Probe(address, cancellationToken);
            var part = new PartFile(target, remote, progress);
            try
            {
                await FetchMissing(part, remote, cancellationToken);
            }
            catch (FileChangedException) when (restarts < RestartsMax)
            {
                // Another content has come to the address: what was fetched is of no use any more.
                part.Forget();
                continue;
            }
            catch (FileChangedException e)
            {
                throw new ModelStoreException($"{remote.Shown} changes while it is fetched. Try again later.", e);
            }

            await Check(part, remote, checksum ?? remote.Checksum, cancellationToken);
            part.Complete();
            return;
        }
    }

    private async Task<RemoteFile> Probe(Uri address, CancellationToken cancellationToken)
    {
        var answer = await http.Get(address, new RangeHeaderValue(0, 0), null, cancellationToken);
        using var response = answer.Response;
        var whole = response.StatusCode is HttpStatusCode.OK;
        var bytes = whole ? response.Content.Headers.ContentLength : response.Content.Headers.ContentRange?.Length;
        if (bytes is not > 0)
        {
            throw new ModelStoreException(
                $"{address.GetLeftPart(UriPartial.Path)} is empty, or the server does not tell how long it is.");
        }

        var tag = response.Headers.ETag is { IsWeak: false } strong ? strong : null;
        return new RemoteFile(address, bytes.Value, answer.Identity, answer.Checksum, tag, AcceptsRanges: !whole);
    }

    private async Task FetchMissing(PartFile part, RemoteFile remote, CancellationToken cancellationToken)
    {
        requireSpace(remote.Bytes - part.BytesDone);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using (part.Open())
        {
            // Without ranges there is one part, and a broken connection starts it again.
            var pieces = new Queue<(long Start, long End)>(
                part.Missing(remote.AcceptsRanges ? http.Options.PartBytes : remote.Bytes));
            var workers = Enumerable.Range(0, Math.Clamp(http.Options.Connections, 1, 16)).Select(_ => Work());
            await Task.WhenAll(workers.ToArray());

            async Task Work()
            {
                try
                {
                    while (Next() is { } piece)
                    {
                        requireSpace(piece.End - piece.Start);
                        await FetchPiece(part, remote, piece.Start, piece.End, stop.Token);
                    }
                }
                catch
                {
                    await stop.CancelAsync();
                    throw;
                }
            }

            (long Start, long End)? Next()
            {
                lock (pieces)
                {
                    return pieces.TryDequeue(out var piece) ? piece : null;
                }
            }
        }
    }

    private async Task FetchPiece(
        PartFile part, RemoteFile remote, long start, long end, CancellationToken cancellationToken)
    {
        for (var failures = 0; start < end;)
        {
            var before = start;
            Exception fault;
            try
            {
                start = await FetchOnce(part, remote, start, end, cancellationToken);
                fault = new ModelStoreException($"{remote.Shown} ends too early, again and again.");
            }
            catch (InterruptedTransferException e)
            {
                start = e.Position;
                fault = new ModelStoreException($"{remote.Shown} breaks off again and again: {e.InnerException!.Message}", e);
            }

            if (start < end)
            {
                failures = start > before && remote.AcceptsRanges ? 0 : failures + 1;
                start = remote.AcceptsRanges ? start : 0;
                await http.Pause(Math.Max(failures, 1), fault, null, cancellationToken);
            }
        }
    }

    /// <summary>Fetches from `start` on; returns where the server's answer ended.</summary>
    private async Task<long> FetchOnce(
        PartFile part, RemoteFile remote, long start, long end, CancellationToken cancellationToken)
    {
        var range = remote.AcceptsRanges ? new RangeHeaderValue(start, end - 1) : null;
        using var response = (await http.Get(
            remote.Address, range, range is null ? null : remote.Tag, cancellationToken)).Response;
        if (range is not null)
        {
            var given = response.Content.Headers.ContentRange;
            if (response.StatusCode is not HttpStatusCode.PartialContent || given?.From != start
                || given.Length != remote.Bytes)
            {
                throw new FileChangedException($"{remote.Shown} is not the file any more that it was.");
            }
        }

        var position = start;
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[1 << 17];
        while (position < end)
        {
            var room = buffer.AsMemory(0, (int)Math.Min(buffer.Length, end - position));
            int read;
            try
            {
                read = await Silence.Read(body, room, http, cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException)
            {
                throw new InterruptedTransferException(position, e);
            }

            if (read == 0)
            {
                break;
            }

            await part.Write(position, room[..read], cancellationToken);
            position += read;
        }

        return position;
    }

    private static async Task Check(
        PartFile part, RemoteFile remote, string? checksum, CancellationToken cancellationToken)
    {
        if (checksum is not null && !await Checksum.Matches(part.Path, checksum, cancellationToken))
        {
            part.Forget();
            throw new ModelStoreException($"{remote.Shown} arrived with another checksum than {checksum}, which the "
                + "hub names. It was thrown away; try again.");
        }
    }
}

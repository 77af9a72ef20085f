using System.IO.Compression;
using Ganban.Storage.Objects;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>
/// Writes records to S3: many together as one packed object, when there are enough or after a while. What waits is
/// bounded; what comes on top is dropped, counted, and told in the server's log.
/// </summary>
internal sealed partial class S3InvocationLog(
    IObjectStore objects, InvocationLogOptions options, TimeProvider clock, ILogger<S3InvocationLog> logger)
    : BackgroundService
{
    private const int TriesMax = 5;
    private static readonly ObjectHeaders Headers = new() { ContentType = "application/x-gzip" };

    private readonly LogQueue<S3LogEntry> _waiting = new(options.WaitingBytesMax);
    private readonly Dictionary<ObjectAddress, Batch> _batches = [];

    /// <summary>Takes a record to be written soon. It never waits.</summary>
    public void Add(S3LogEntry entry) => _waiting.Add(entry, entry.Bytes);

    /// <summary>Writes what waits, then stops.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Complete();
        if (ExecuteTask is { } writing)
        {
            await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The queue's end stops it, so that what waits is written.
        var more = _waiting.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
        while (!more.IsCompleted || await more)
        {
            await Wait(more);
            while (_waiting.Reader.TryRead(out var entry))
            {
                await Take(entry);
            }

            var due = clock.GetUtcNow() - options.S3Interval;
            await Write(_batches.Values.Where(batch => batch.Since <= due));
            if (more.IsCompleted && await more)
            {
                more = _waiting.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
            }

            if (_waiting.TakeDropped() is > 0 and var dropped)
            {
                LogDropped(dropped);
            }
        }

        await Write(_batches.Values);
    }

    private async Task Wait(Task<bool> more)
    {
        try
        {
            await (_batches.Count == 0 ? more : more.WaitAsync(options.S3Interval, clock));
        }
        catch (TimeoutException)
        {
            // Nothing comes, and what there is has waited long enough.
        }
    }

    private async Task Take(S3LogEntry entry)
    {
        foreach (var body in entry.Bodies)
        {
            var batch = new Batch(body.Address, clock.GetUtcNow(), body.Content) { IsBody = true };
            _batches[body.Address] = batch;
            await Write([batch]);
        }

        if (entry.Line.IsEmpty)
        {
            return;
        }

        if (!_batches.TryGetValue(entry.Folder, out var records))
        {
            records = _batches[entry.Folder] = new Batch(entry.Folder, clock.GetUtcNow(), default);
        }

        records.Add(entry.Line);
        if (records.Bytes >= options.S3ObjectBytesMax)
        {
            await Write([records]);
        }
    }

    private async Task Write(IEnumerable<Batch> batches)
    {
        foreach (var batch in batches.ToList())
        {
            // A store that does not answer may do so later; what it refuses it will refuse again.
            var address = batch.IsBody ? batch.Place : LogKeys.Records(batch.Place, clock.GetUtcNow());
            if (await Write(batch, address) || ++batch.Tries == TriesMax)
            {
                _batches.Remove(batch.Place);
                _waiting.Release(batch.Bytes);
            }
        }
    }

    private async Task<bool> Write(Batch batch, ObjectAddress address)
    {
        try
        {
            await objects.Put(address, batch.Packed(), Headers, CancellationToken.None);
            return true;
        }
        catch (ObjectStoreException e) when (e.Error != ObjectStoreError.Unavailable)
        {
            LogRefused(address.ToString(), e.Message);
            return true;
        }
        catch (Exception e)
        {
            LogFailed(e, address.ToString());
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Count} records of the invocation log were dropped: they came faster than S3 takes them")]
    private partial void LogDropped(long count);

    [LoggerMessage(2, LogLevel.Warning, "Records of the invocation log are lost: {Address} was refused: {Reason}")]
    private partial void LogRefused(string address, string reason);

    [LoggerMessage(3, LogLevel.Error, "The object {Address} of the invocation log could not be written")]
    private partial void LogFailed(Exception exception, string address);

    /// <summary>What becomes one object: records of an hour, or a body.</summary>
    private sealed class Batch(ObjectAddress place, DateTimeOffset since, ReadOnlyMemory<byte> content)
    {
        private readonly List<ReadOnlyMemory<byte>> _lines = content.IsEmpty ? [] : [content];

        /// <summary>The folder of the records, or the body's own address.</summary>
        public ObjectAddress Place => place;

        public bool IsBody { get; init; }

        public DateTimeOffset Since => since;

        public int Tries { get; set; }

        public long Bytes { get; private set; } = content.Length;

        public void Add(ReadOnlyMemory<byte> line)
        {
            _lines.Add(line);
            Bytes += line.Length;
        }

        public ReadOnlyMemory<byte> Packed()
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            {
                _lines.ForEach(line => gzip.Write(line.Span));
            }

            return packed.ToArray();
        }
    }
}

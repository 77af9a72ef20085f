using System.Buffers;
using System.Text.Json;
using Ganban.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>
/// Writes records beside the requests' path. A request never waits for it: what does not fit into the queue is
/// dropped, counted, and told in the server's log.
/// </summary>
internal sealed partial class InvocationLog(
    InvocationLogOptions options, S3InvocationLog s3, ILogger<InvocationLog> logger) : BackgroundService
{
    private readonly LogQueue<InvocationRecord> _waiting = new(options.WaitingBytesMax);
    private readonly ArrayBufferWriter<byte> _line = new(4096);

    /// <summary>Takes a record to be written soon. It never waits.</summary>
    public void Add(InvocationRecord record) => _waiting.Add(record, record.Bytes);

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
        await foreach (var record in _waiting.Reader.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                await Write(record);
            }
            catch (Exception e)
            {
                // One record that can't be written must not end the log, nor the server.
                LogFailed(e, record.Invocation.RequestId);
            }

            _waiting.Release(record.Bytes);
            if (_waiting.TakeDropped() is > 0 and var dropped)
            {
                LogDropped(dropped);
            }
        }
    }

    private async Task Write(InvocationRecord record)
    {
        var (caller, setting) = (record.Invocation.Caller, record.Setting);
        if (setting.S3 is { } bucket)
        {
            var folder = LogKeys.Folder(bucket, caller, record.Invocation.At);
            var bodies = new LargeBodies(folder, record.Invocation.RequestId);
            s3.Add(new S3LogEntry(folder, Line(record, bodies).ToArray(), bodies.Objects));
        }

        if (setting.LogGroupName is { } group)
        {
            var bodies = setting.LargeData is { } large
                ? new LargeBodies(LogKeys.Folder(large, caller, record.Invocation.At), record.Invocation.RequestId)
                : null;
            var folder = Path.Combine(options.Folder, caller.Account, caller.Region, LogGroupFolder.NameOf(group));
            var files = new RollingFiles(folder, options.FileBytesMax, options.FilesMax);
            var day = DateOnly.FromDateTime(record.Invocation.At.UtcDateTime);
            await files.Append(day, Line(record, bodies));
            if (bodies is { Objects.Count: > 0 })
            {
                s3.Add(new S3LogEntry(bodies.Folder, default, bodies.Objects));
            }
        }
    }

    // Valid until the next line.
    private ReadOnlyMemory<byte> Line(InvocationRecord record, LargeBodies? bodies)
    {
        _line.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_line, ShapeWriter.Options))
        {
            record.Write(writer, bodies);
        }

        _line.Write("\n"u8);
        return _line.WrittenMemory;
    }

    [LoggerMessage(1, LogLevel.Warning, "{Count} records of the invocation log were dropped: they came faster than they could be written")]
    private partial void LogDropped(long count);

    [LoggerMessage(2, LogLevel.Error, "The record of request {RequestId} could not be written to the invocation log")]
    private partial void LogFailed(Exception exception, string requestId);
}

using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Ganban.Protocol.EventStream;

/// <summary>
/// Reads messages from a body. A message is handed out only after both of its checksums hold; lengths are believed
/// only after the prelude's checksum holds and the limits admit them.
/// </summary>
/// <param name="input">The body; the reader consumes whole messages and never completes it.</param>
/// <param name="limits">What to accept, or null for the format's own limits.</param>
public sealed class EventStreamReader(PipeReader input, EventStreamLimits? limits = null)
{
    private readonly EventStreamLimits _limits = limits ?? new EventStreamLimits();
    private long _position;

    /// <summary>All messages until the body ends.</summary>
    /// <exception cref="EventStreamException">The body is garbled, breaks a limit or ends inside a message.</exception>
    public async IAsyncEnumerable<EventStreamMessage> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            long rest;
            try
            {
                while (TryReadMessage(ref buffer, out var message))
                {
                    yield return message;
                }

                rest = buffer.Length;
            }
            finally
            {
                // Also when a message is garbled or the caller stops: the server has to read what is left of the body.
                input.AdvanceTo(buffer.Start, buffer.End);
            }

            if (result.IsCompleted)
            {
                if (rest > 0)
                {
                    throw new EventStreamException($"The stream ends {rest} bytes into a message", _position + rest);
                }

                yield break;
            }

            if (result.IsCanceled)
            {
                throw new OperationCanceledException("Reading the event stream was cancelled.");
            }
        }
    }

    private bool TryReadMessage(ref ReadOnlySequence<byte> buffer, out EventStreamMessage message)
    {
        message = null!;
        if (buffer.Length < EventStreamFrame.PreludeBytes)
        {
            return false;
        }

        var (totalBytes, headersBytes) = ReadPrelude(buffer);
        if (buffer.Length < totalBytes)
        {
            return false;
        }

        var frame = buffer.Slice(0, totalBytes);
        CheckMessageCrc(frame);
        var headers = ReadHeaders(frame.Slice(EventStreamFrame.PreludeBytes, headersBytes));
        var payload = frame.Slice(
            EventStreamFrame.PreludeBytes + headersBytes, totalBytes - headersBytes - EventStreamFrame.OverheadBytes);
        message = new EventStreamMessage(headers, payload.ToArray());
        buffer = buffer.Slice(totalBytes);
        _position += totalBytes;
        return true;
    }

    private (int TotalBytes, int HeadersBytes) ReadPrelude(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> prelude = stackalloc byte[EventStreamFrame.PreludeBytes];
        buffer.Slice(0, EventStreamFrame.PreludeBytes).CopyTo(prelude);
        if (BinaryPrimitives.ReadUInt32BigEndian(prelude[8..]) != Crc32.HashToUInt32(prelude[..8]))
        {
            throw new EventStreamException("The prelude's checksum does not match", _position + 8);
        }

        long totalBytes = BinaryPrimitives.ReadUInt32BigEndian(prelude);
        long headersBytes = BinaryPrimitives.ReadUInt32BigEndian(prelude[4..]);
        if (headersBytes > _limits.HeadersBytesMax)
        {
            throw new EventStreamException(
                $"The headers take {headersBytes} bytes; at most {_limits.HeadersBytesMax} are accepted",
                _position + 4);
        }

        var payloadBytes = totalBytes - headersBytes - EventStreamFrame.OverheadBytes;
        if (payloadBytes < 0)
        {
            throw new EventStreamException(
                $"The message's {totalBytes} bytes cannot hold {headersBytes} bytes of headers", _position);
        }

        if (payloadBytes > _limits.PayloadBytesMax)
        {
            throw new EventStreamException(
                $"The payload takes {payloadBytes} bytes; at most {_limits.PayloadBytesMax} are accepted", _position);
        }

        return (checked((int)totalBytes), (int)headersBytes);
    }

    private void CheckMessageCrc(in ReadOnlySequence<byte> frame)
    {
        var crc = new Crc32();
        foreach (var segment in frame.Slice(0, frame.Length - 4))
        {
            crc.Append(segment.Span);
        }

        Span<byte> claimed = stackalloc byte[4];
        frame.Slice(frame.Length - 4).CopyTo(claimed);
        if (BinaryPrimitives.ReadUInt32BigEndian(claimed) != crc.GetCurrentHashAsUInt32())
        {
            throw new EventStreamException("The message's checksum does not match", _position + frame.Length - 4);
        }
    }

    private List<EventStreamHeader> ReadHeaders(in ReadOnlySequence<byte> block)
    {
        var position = _position + EventStreamFrame.PreludeBytes;
        return block.IsSingleSegment
            ? EventStreamHeaderBlock.Read(block.FirstSpan, position)
            : EventStreamHeaderBlock.Read(block.ToArray(), position);
    }
}

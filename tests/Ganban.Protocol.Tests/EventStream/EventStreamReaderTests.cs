using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.IO.Pipelines;
using FsCheck;
using FsCheck.Fluent;
using Ganban.Protocol.EventStream;

namespace Ganban.Protocol.Tests.EventStream;

public class EventStreamReaderTests
{
    [Fact]
    public void What_was_written_is_read_back_however_the_bytes_are_split() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var messages = Enumerable.Range(0, random.Next(1, 6)).Select(_ => RandomMessage(random)).ToArray();
            var bytes = Encode(messages);
            var read = ReadSplitAsync(bytes, random).GetAwaiter().GetResult();

            return read.Count == messages.Length && read.Zip(messages).All(pair =>
                pair.First.Headers.SequenceEqual(pair.Second.Headers)
                && pair.First.Payload.Span.SequenceEqual(pair.Second.Payload.Span));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Every_single_flipped_bit_is_refused()
    {
        var frame = Encode([RandomMessage(new Random(7)), RandomMessage(new Random(8))]);
        for (var bit = 0; bit < frame.Length * 8; bit++)
        {
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
            await Assert.ThrowsAsync<EventStreamException>(() => ReadAsync(frame));
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public async Task A_stream_that_ends_inside_a_message_is_refused_at_every_length()
    {
        var frame = Encode([RandomMessage(new Random(9))]);
        for (var length = 1; length < frame.Length; length++)
        {
            var error = await Assert.ThrowsAsync<EventStreamException>(() => ReadAsync(frame[..length]));
            Assert.Equal(length, error.Position);
        }

        Assert.Empty(await ReadAsync([]));
    }

    [Fact]
    public async Task The_complaint_names_the_byte_counted_from_the_start_of_the_stream()
    {
        var first = Encode([new EventStreamMessage([], new byte[10])]);
        var second = Encode([new EventStreamMessage([], new byte[4])]);
        second[^1] ^= 1;
        var error = await Assert.ThrowsAsync<EventStreamException>(() => ReadAsync([.. first, .. second]));

        Assert.Equal(first.Length + second.Length - 4, error.Position);
        Assert.Contains("message's checksum", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0xFFFFFFFF, 0u, "payload")]
    [InlineData(16u + 24 * 1024 * 1024 + 1, 0u, "payload")]
    [InlineData(0xFFFFFFFF, 0xFFFFFFEFu, "headers")]
    [InlineData(300_000u, 131_073u, "headers")]
    [InlineData(20u, 5u, "cannot hold")]
    [InlineData(0u, 0u, "cannot hold")]
    public async Task Lengths_beyond_the_limits_are_refused_by_the_prelude_alone(
        uint total, uint headers, string complaint)
    {
        var prelude = new byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(prelude, total);
        BinaryPrimitives.WriteUInt32BigEndian(prelude.AsSpan(4), headers);
        BinaryPrimitives.WriteUInt32BigEndian(prelude.AsSpan(8), Crc32.HashToUInt32(prelude.AsSpan(0, 8)));
        var error = await Assert.ThrowsAsync<EventStreamException>(() => ReadAsync(prelude));

        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payload_of_exactly_the_limit_is_read_and_one_byte_more_is_refused()
    {
        var limits = new EventStreamLimits { PayloadBytesMax = 1000 };
        var read = await ReadAsync(Encode([new EventStreamMessage([], new byte[1000])]), limits);
        Assert.Equal(1000, Assert.Single(read).Payload.Length);

        await Assert.ThrowsAsync<EventStreamException>(
            () => ReadAsync(Encode([new EventStreamMessage([], new byte[1001])]), limits));
    }

    [Theory]
    [InlineData("0161", "runs over")] // no type
    [InlineData("016104000000", "runs over")] // half a number
    [InlineData("01610700056162", "runs over")] // text shorter than it says
    [InlineData("05616200", "runs over")] // name shorter than it says
    [InlineData("0000", "empty name")]
    [InlineData("01610a", "unknown type 10")]
    [InlineData("016107000180", "not UTF-8")]
    [InlineData("016100016101", "occurs twice")]
    public async Task Headers_that_are_not_whole_are_refused(string block, string complaint)
    {
        var error = await Assert.ThrowsAsync<EventStreamException>(
            () => ReadAsync(Frame(Convert.FromHexString(block))));
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_name_beyond_255_bytes_cannot_be_written() =>
        Assert.Throws<ArgumentException>(() => EventStreamFrame.Write(
            new ArrayBufferWriter<byte>(), [new EventStreamHeader(new string('é', 128), "v")], []));

    private static byte[] Frame(byte[] headers)
    {
        var frame = new byte[16 + headers.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Crc32.HashToUInt32(frame.AsSpan(0, 8)));
        headers.CopyTo(frame, 12);
        BinaryPrimitives.WriteUInt32BigEndian(
            frame.AsSpan(frame.Length - 4), Crc32.HashToUInt32(frame.AsSpan(0, frame.Length - 4)));
        return frame;
    }

    private static byte[] Encode(IEnumerable<EventStreamMessage> messages)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var message in messages)
        {
            EventStreamFrame.Write(output, [.. message.Headers], message.Payload.Span);
        }

        return output.WrittenSpan.ToArray();
    }

    private static async Task<List<EventStreamMessage>> ReadAsync(byte[] bytes, EventStreamLimits? limits = null) =>
        await new EventStreamReader(PipeReader.Create(new ReadOnlySequence<byte>(bytes)), limits)
            .ReadAllAsync()
            .ToListAsync();

    private static async Task<List<EventStreamMessage>> ReadSplitAsync(byte[] bytes, Random random)
    {
        var pipe = new Pipe();
        var reading = new EventStreamReader(pipe.Reader).ReadAllAsync().ToListAsync();
        for (var sent = 0; sent < bytes.Length;)
        {
            var count = random.Next(1, Math.Min(40, bytes.Length - sent) + 1);
            await pipe.Writer.WriteAsync(bytes.AsMemory(sent, count));
            sent += count;
        }

        await pipe.Writer.CompleteAsync();
        return await reading;
    }

    private static EventStreamMessage RandomMessage(Random random)
    {
        var headers = new List<EventStreamHeader>();
        for (var i = random.Next(0, 12); i > 0; i--)
        {
            headers.Add(new EventStreamHeader($"h{i}{new string('é', random.Next(0, 20))}", RandomValue(random)));
        }

        return new EventStreamMessage(headers, RandomBytes(random, 300));
    }

    private static EventStreamValue RandomValue(Random random) => random.Next(0, 9) switch
    {
        0 => EventStreamValue.Boolean(random.Next(2) == 0),
        1 => EventStreamValue.Byte((sbyte)random.Next(-128, 128)),
        2 => EventStreamValue.Int16((short)random.Next(short.MinValue, short.MaxValue + 1)),
        3 => EventStreamValue.Int32(random.Next(int.MinValue, int.MaxValue)),
        4 => EventStreamValue.Int64(random.NextInt64(long.MinValue, long.MaxValue)),
        5 => EventStreamValue.Bytes(RandomBytes(random, 60)),
        6 => EventStreamValue.String(new string('岩', random.Next(0, 30)) + "x"),
        7 => EventStreamValue.Timestamp(
            DateTimeOffset.FromUnixTimeMilliseconds(random.NextInt64(-1_000_000, 1L << 42))),
        _ => EventStreamValue.Uuid(new Guid(RandomBytesExactly(random, 16))),
    };

    private static byte[] RandomBytes(Random random, int max) => RandomBytesExactly(random, random.Next(0, max));

    private static byte[] RandomBytesExactly(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}

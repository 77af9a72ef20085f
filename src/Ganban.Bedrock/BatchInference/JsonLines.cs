using System.Buffers;
using System.Runtime.CompilerServices;

namespace Ganban.Bedrock.BatchInference;

/// <summary>Reads a file line by line with bounded memory.</summary>
internal static class JsonLines
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>
    /// The lines with their numbers from 1, without line feeds; the last one may lack its own. Each has memory of its
    /// own.
    /// </summary>
    /// <exception cref="LineTooLongException">A line has more than <paramref name="bytesMax"/>.</exception>
    public static async IAsyncEnumerable<(long Number, ReadOnlyMemory<byte> Line)> Read(
        Stream stream, int bytesMax, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        var line = new ArrayBufferWriter<byte>();
        var number = 1L;
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            var rest = buffer.AsMemory(0, read);
            while (true)
            {
                var end = rest.Span.IndexOf((byte)'\n');
                var piece = end < 0 ? rest : rest[..end];
                if (line.WrittenCount + piece.Length > bytesMax)
                {
                    throw new LineTooLongException(number);
                }

                line.Write(piece.Span);
                if (end < 0)
                {
                    break;
                }

                yield return (number++, line.WrittenSpan.ToArray());
                line.ResetWrittenCount();
                rest = rest[(end + 1)..];
            }
        }

        if (line.WrittenCount > 0)
        {
            yield return (number, line.WrittenSpan.ToArray());
        }
    }
}

/// <summary>A line has more bytes than it may have.</summary>
/// <param name="number">The line's number from 1.</param>
internal sealed class LineTooLongException(long number) : Exception
{
    /// <summary>The line's number from 1.</summary>
    public long Number { get; } = number;
}

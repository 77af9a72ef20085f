using System.Globalization;

namespace Ganban.Inference.Remote;

/// <summary>
/// Reads the lines of an answer as bytes, so that a character split between two reads stays whole. A line ends in LF or
/// CR LF, the last one also with the answer.
/// </summary>
internal sealed class LineReader(EngineAnswer answer)
{
    private byte[] _buffer = new byte[8192];
    private int _start;
    private int _end;

    /// <summary>The next line without its ending, valid until the next call; null at the end.</summary>
    /// <exception cref="RemoteEngineException">A line is too long, or the reading failed.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> Next()
    {
        var searched = _start;
        while (true)
        {
            var at = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                return Take(searched + at, searched + at + 1);
            }

            MakeRoom();
            searched = _end;
            var read = await answer.Read(_buffer.AsMemory(_end));
            if (read == 0)
            {
                // A bare null would be taken for an empty array, and that for a line.
                return _end > _start ? Take(_end, _end) : default(ReadOnlyMemory<byte>?);
            }

            _end += read;
        }
    }

    private ReadOnlyMemory<byte> Take(int end, int next)
    {
        var line = _buffer.AsMemory(_start, end - _start);
        _start = next;
        return line.Span is [.., (byte)'\r'] ? line[..^1] : line;
    }

    private void MakeRoom()
    {
        if (_end - _start >= answer.LineBytesMax)
        {
            throw answer.Errors.Garbled(
                string.Create(CultureInfo.InvariantCulture, $"with a line longer than {answer.LineBytesMax} bytes"));
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }
}

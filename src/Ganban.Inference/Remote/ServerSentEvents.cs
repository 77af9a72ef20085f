namespace Ganban.Inference.Remote;

/// <summary>
/// The data of server-sent events (WHATWG HTML, 9.2). The platform's own parser has no limit on a line, which an engine
/// must have.
/// </summary>
internal static class ServerSentEvents
{
    /// <summary>
    /// The events' data up to the engine's <c>[DONE]</c> or the answer's end, each valid until the next is asked for.
    /// </summary>
    /// <exception cref="RemoteEngineException">The reading failed, or an event is too long.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> Read(EngineAnswer answer)
    {
        var lines = new LineReader(answer);
        using var joined = new MemoryStream();
        var parts = 0;
        while (await lines.Next() is { } line)
        {
            if (line.Length > 0)
            {
                if (Data(line) is { } data)
                {
                    if (parts++ > 0)
                    {
                        joined.WriteByte((byte)'\n');
                    }

                    joined.Write(data.Span);
                }

                continue;
            }

            if (parts > 0)
            {
                var all = joined.GetBuffer().AsMemory(0, (int)joined.Length);
                if (all.Span.SequenceEqual("[DONE]"u8))
                {
                    yield break;
                }

                yield return all;
                joined.SetLength(0);
                parts = 0;
            }
        }

        // An answer cut off in an event has not given it; but some engines leave out the last empty line.
        if (parts > 0 && !joined.GetBuffer().AsSpan(0, (int)joined.Length).SequenceEqual("[DONE]"u8))
        {
            yield return joined.GetBuffer().AsMemory(0, (int)joined.Length);
        }
    }

    private static ReadOnlyMemory<byte>? Data(ReadOnlyMemory<byte> line) =>
        !line.Span.StartsWith("data:"u8) ? default(ReadOnlyMemory<byte>?)
        : line.Span.StartsWith("data: "u8) ? line[6..]
        : line[5..];
}

using System.Threading.Channels;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>
/// What waits to be written to a log, bounded in number and in bytes. Adding never waits: what does not fit is dropped
/// and counted. Bytes are given back when what they belong to is written. Many may add, one reads.
/// </summary>
/// <typeparam name="T">What waits.</typeparam>
/// <param name="bytesMax">The most bytes that may wait.</param>
internal sealed class LogQueue<T>(long bytesMax)
{
    private const int WaitingMax = 4096;

    private readonly Channel<T> _waiting = Channel.CreateBounded<T>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    private long _bytes;
    private long _dropped;

    /// <summary>What waits, in order.</summary>
    public ChannelReader<T> Reader => _waiting.Reader;

    /// <summary>Adds something, or drops it.</summary>
    public void Add(T item, long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) > bytesMax || !_waiting.Writer.TryWrite(item))
        {
            Release(bytes);
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>Gives back the bytes of what is written.</summary>
    public void Release(long bytes) => Interlocked.Add(ref _bytes, -bytes);

    /// <summary>How many were dropped since it was asked last.</summary>
    public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);

    /// <summary>Takes nothing more; what waits can still be read.</summary>
    public void Complete() => _waiting.Writer.TryComplete();
}

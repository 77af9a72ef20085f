using Ganban.Contracts;

namespace Ganban.Protocol.Pipeline;

/// <summary>What the pipeline gathers of a call for the one who watches it.</summary>
internal sealed class ObservedCall
{
    /// <summary>Who watches; null until the caller is known, and if nobody does.</summary>
    public ICallWatch? Watch { get; set; }

    /// <summary>The error that was answered.</summary>
    public ModelledException? Error { get; set; }

    /// <summary>The response's body.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>Passes events on and shows each to the watch.</summary>
    public IAsyncEnumerable<IStreamEvent> Show(IAsyncEnumerable<IStreamEvent> events) =>
        Watch is { } watch ? Show(events, watch) : events;

    /// <summary>Tells the watch that the call is over.</summary>
    public void End(bool isAbandoned) => Watch?.Ended(new CallEnd(Error, isAbandoned, Body));

    private static async IAsyncEnumerable<IStreamEvent> Show(IAsyncEnumerable<IStreamEvent> events, ICallWatch watch)
    {
        await foreach (var item in events)
        {
            watch.Sending(item);
            yield return item;
        }
    }
}

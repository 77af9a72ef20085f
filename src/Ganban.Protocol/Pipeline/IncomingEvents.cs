using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Ganban.Contracts;
using Ganban.Protocol.EventStream;
using Ganban.Protocol.Signatures;

namespace Ganban.Protocol.Pipeline;

/// <summary>Reads the events of a request's body, with their signatures where the request signs them.</summary>
internal static class IncomingEvents
{
    public static async IAsyncEnumerable<IncomingEvent> Read(
        PipeReader body,
        ChunkSignatureChain? chain,
        TimeProvider clock,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var frames = new EventStreamReader(body);
        var messages = chain is null
            ? frames.ReadAllAsync(cancellationToken)
            : new SignedEventReader(frames, chain, clock).ReadAllAsync(cancellationToken);
        await using var enumerator = messages.GetAsyncEnumerator(cancellationToken);
        while (await Next(enumerator))
        {
            var message = enumerator.Current;
            yield return new IncomingEvent(
                message.EventType ?? throw Broken("A message carries no :event-type.", null), message.Payload);
        }
    }

    private static async ValueTask<bool> Next(IAsyncEnumerator<EventStreamMessage> messages)
    {
        try
        {
            return await messages.MoveNextAsync();
        }
        catch (EventStreamException e)
        {
            throw Broken(e.Message, e);
        }
        catch (ChunkSignatureException e)
        {
            throw new ModelledException("InvalidSignatureException", 403, e.Message, e);
        }
    }

    private static ModelledException Broken(string message, Exception? inner) =>
        new("ValidationException", 400, "The event stream is broken: " + message, inner);
}

using Ganban.Contracts;

namespace Ganban.Protocol.Pipeline;

/// <summary>
/// Watches calls from beside the pipeline: for logs, counters and bills. It can't change a call. At most one is
/// registered; it must be quick, and nothing that it throws is caught.
/// </summary>
public interface ICallObserver
{
    /// <summary>A known caller's call begins.</summary>
    /// <returns>Who watches this call; null if nobody does.</returns>
    ValueTask<ICallWatch?> Begin(
        ObservedRequest request,
        OperationContext context,
        CancellationToken cancellationToken);
}

/// <summary>What a call asks for, as far as the wire tells.</summary>
/// <param name="Service">The service, for example <c>bedrock-runtime</c>.</param>
/// <param name="Operation">The operation, for example <c>Converse</c>.</param>
/// <param name="Target">The first label of the path; empty where the body names what is asked for.</param>
/// <param name="Body">The request's body, decompressed.</param>
public sealed record ObservedRequest(string Service, string Operation, string Target, ReadOnlyMemory<byte> Body);

/// <summary>Watches one call.</summary>
public interface ICallWatch
{
    /// <summary>An event of the response's stream is about to be sent.</summary>
    void Sending(IStreamEvent item);

    /// <summary>The call is over: the last byte is sent, or nobody is left to send it to.</summary>
    void Ended(CallEnd end);
}

/// <summary>How a call ended.</summary>
/// <param name="Error">The error that was answered, first or in the stream; null for success.</param>
/// <param name="IsAbandoned">Whether the caller went away before the end.</param>
/// <param name="Body">The response's body, unless it was a stream of events.</param>
public sealed record CallEnd(ModelledException? Error, bool IsAbandoned, ReadOnlyMemory<byte> Body);

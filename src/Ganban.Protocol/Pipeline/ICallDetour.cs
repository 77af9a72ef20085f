using Ganban.Contracts;

namespace Ganban.Protocol.Pipeline;

/// <summary>
/// May answer calls of known callers in another way than by their handlers: by sending them on. At most one is
/// registered.
/// </summary>
public interface ICallDetour
{
    /// <summary>Answers a call.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="request">The request, before it is read and validated.</param>
    /// <param name="context">Who asks, where, and under which request identifier.</param>
    /// <param name="handle">Has the operation's handler answer; may be called once.</param>
    /// <param name="cancellationToken">Cancelled when the caller has gone or the server stops.</param>
    /// <exception cref="ModelledException">The answer is this error.</exception>
    Task<ResponseParts> Answer(
        Operation operation,
        RequestParts request,
        OperationContext context,
        Func<Task<ResponseParts>> handle,
        CancellationToken cancellationToken);
}

namespace Ganban.Protocol.Pipeline;

/// <summary>
/// Implements one operation: a class of this interface is all it takes, registration is generated. The request has
/// passed validation when it arrives. Errors are the generated exceptions of the service; anything else thrown is a
/// fault of ours.
/// </summary>
/// <typeparam name="TRequest">The generated request.</typeparam>
/// <typeparam name="TResponse">The generated response.</typeparam>
public interface IOperationHandler<in TRequest, TResponse>
{
    /// <summary>Does the operation's work.</summary>
    /// <param name="request">The valid request.</param>
    /// <param name="context">Who asks, where, and under which request identifier.</param>
    /// <param name="cancellationToken">Cancelled when the caller has gone or the server stops.</param>
    Task<TResponse> Handle(TRequest request, OperationContext context, CancellationToken cancellationToken);
}

using Ganban.Contracts;

namespace Ganban.Protocol.Pipeline;

/// <summary>An operation that somebody implements.</summary>
public abstract class OperationEndpoint(Operation operation, bool stateOnly, bool refuses)
{
    /// <summary>The operation.</summary>
    public Operation Operation { get; } = operation;

    /// <summary>Whether the handler keeps state only.</summary>
    public bool StateOnly { get; } = stateOnly;

    /// <summary>Whether the handler answers no request, but says why.</summary>
    public bool Refuses { get; } = refuses;

    /// <summary>Decodes, validates, handles, encodes.</summary>
    /// <exception cref="ModelledException">The answer is this error.</exception>
    public abstract Task<ResponseParts> Invoke(
        RequestParts parts,
        OperationContext context,
        CancellationToken cancellationToken);
}

internal sealed class OperationEndpoint<TRequest, TResponse>(
    Operation<TRequest, TResponse> operation,
    Func<IOperationHandler<TRequest, TResponse>> handler,
    bool stateOnly,
    bool refuses) : OperationEndpoint(operation, stateOnly, refuses)
    where TRequest : class, IRequest<TRequest, TResponse>
    where TResponse : class
{
    public override async Task<ResponseParts> Invoke(
        RequestParts parts,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var response = await handler().Handle(Read(parts), context, cancellationToken);
        var result = new ResponseParts();
        operation.Write(response, result);
        return result;
    }

    private TRequest Read(RequestParts parts)
    {
        TRequest request;
        try
        {
            request = operation.Read(parts);
        }
        catch (Exception e) when (MalformedRequestException.From(e, parts.Body.Span) is { } malformed)
        {
            throw new ModelledException("ValidationException", 400, malformed.Message, malformed);
        }

        var violations = new Violations();
        parts.Problems.MoveTo(violations, parts.Body.Span);
        operation.Validate(request, violations);
        return violations.Count == 0
            ? request
            : throw new ModelledException("ValidationException", 400, violations.Message);
    }
}

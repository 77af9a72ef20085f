namespace Ganban.Contracts;

/// <summary>An error that an operation may answer: its name and HTTP status.</summary>
public readonly record struct OperationError(string Code, int Status);

/// <summary>
/// One operation of the contract: what the router, the pipeline and the coverage list need to know of it.
/// </summary>
public abstract class Operation
{
    private protected Operation()
    {
    }

    /// <summary>The service, for example <c>bedrock-runtime</c>.</summary>
    public required string Service { get; init; }

    /// <summary>The operation's name, for example <c>Converse</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>The path with its labels in braces, for example <c>/model/{modelId}/converse</c>.</summary>
    public required string UriTemplate { get; init; }

    /// <summary>The HTTP status of success.</summary>
    public required int Status { get; init; }

    /// <summary>The errors that the contract lists.</summary>
    public required IReadOnlyList<OperationError> Errors { get; init; }

    /// <summary>The type of the request.</summary>
    public abstract Type RequestType { get; }

    /// <summary>Whether the request's body is an event stream.</summary>
    public bool ReadsEvents { get; init; }

    /// <summary>Whether the response's body is an event stream.</summary>
    public bool WritesEvents { get; init; }

    /// <summary>
    /// The errors that may travel inside the response's event stream: error code to the stream's member name
    /// (<c>ThrottlingException</c> to <c>throttlingException</c>).
    /// </summary>
    public IReadOnlyDictionary<string, string> StreamErrors { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public override string ToString() => $"{Service}:{Name}";
}

/// <summary>An operation with its codecs.</summary>
/// <typeparam name="TRequest">The input.</typeparam>
/// <typeparam name="TResponse">The output.</typeparam>
public sealed class Operation<TRequest, TResponse> : Operation
    where TRequest : class, IRequest<TRequest, TResponse>
    where TResponse : class
{
    /// <summary>Reads the request; problems are collected in <see cref="RequestParts.Problems"/>.</summary>
    public required Func<RequestParts, TRequest> Read { get; init; }

    /// <summary>Checks the request against the contract's constraints.</summary>
    public required Action<TRequest, Violations> Validate { get; init; }

    /// <summary>Writes the response.</summary>
    public required Action<TResponse, ResponseParts> Write { get; init; }

    /// <inheritdoc/>
    public override Type RequestType => typeof(TRequest);
}
